import FoundationEssentials
import Kernel
public import Postgres
public import Secrets

/// The installation's accounts at ACME servers in the database, their keys sealed.
public struct StoredACMEAccounts: ACMEAccountStore {
    private let pool: PostgresPool
    private let secrets: SecretKeeper

    /// Opens the store; nothing is read yet.
    public init(pool: PostgresPool, secrets: SecretKeeper) {
        self.pool = pool
        self.secrets = secrets
    }

    /// The account at the server with this directory; nil when there is none yet.
    public func account(at directoryURL: String) async throws -> ACMEAccount? {
        let rows = try await query(
            "select id, url, email, private_key from acme_accounts where directory_url = \(directoryURL)")
        guard let row = rows.first else { return nil }
        let id: UUID = try row.decode("id")
        guard let sealed = SealedSecret(try row.decode("private_key")) else {
            throw ServiceError(.internal, "the key of the ACME account is not sealed")
        }
        let key = try secrets.open(sealed, from: Self.place(id))
        return ACMEAccount(
            privateKeyPEM: String(decoding: key, as: UTF8.self), url: try row.decode("url"),
            email: try row.decode("email"))
    }

    /// Keeps the account at a server, in place of the one of before.
    public func keep(_ account: ACMEAccount, at directoryURL: String) async throws {
        let id = UUID()
        let sealed = try secrets.seal(Data(account.privateKeyPEM.utf8), for: Self.place(id)).text
        _ = try await query(
            """
            insert into acme_accounts (id, directory_url, url, email, private_key)
            values (\(id), \(directoryURL), \(account.url), \(account.email), \(sealed))
            on conflict (directory_url) do update set
                id = excluded.id, url = excluded.url, email = excluded.email, private_key = excluded.private_key
            """)
    }

    private func query(_ sql: SQL) async throws(ServiceError) -> PostgresResult {
        do {
            return try await pool.query(sql)
        } catch {
            throw ServiceError(error)
        }
    }

    // As `SealedPlace.certificates` of the security engines has it: the key of another account does not open in its place.
    private static func place(_ id: UUID) -> String { "acme_accounts/\(id.text)" }
}
