public import FoundationEssentials
public import Kernel
import Postgres

extension AccountSecurityEngine {
    /// The id of the first account.
    public static let administrator = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))

    /// Makes the account `admin` with the role admin, in the group administrators, if it does not exist.
    ///
    /// However many nodes start at once, one of them makes it and learns the password.
    /// - Returns: The random password, this once; nil when the account exists.
    /// - Throws: When the database is away.
    public func seedAdministrator() async throws(ServiceError) -> String? {
        let known = try await database.query("select 1 from users where id = \(Self.administrator)")
        guard known.isEmpty else { return nil }
        let password = Self.randomPassword()
        let hash = try await hashed(password)
        let date = time.date()
        return try await database.transaction { transaction in
            try await AdvisoryLock.administrators.take(in: transaction)
            let made = try await transaction.execute(
                """
                insert into users (id, username, email, password_hash, password_key_id, password_changed_at)
                values (\(Self.administrator), 'admin', 'admin@localhost', \(hash.text), \(hash.keyID), \(date))
                on conflict (id) do nothing
                """)
            guard made == 1 else { return nil }
            let role = try await RoleQueries.role("admin", in: transaction)
            try await RoleQueries.assign(role: role, to: Self.administrator, in: transaction)
            let group = try await GroupQueries.group("administrators", in: transaction)
            try await GroupQueries.join(group: group, user: Self.administrator, in: transaction)
            return password
        }
    }

    /// Gives an account a random password, enables and unlocks it and ends its logins: the way back for who is locked out.
    ///
    /// - Parameter username: The account's name.
    /// - Returns: The password, this once.
    /// - Throws: `not_found` when there is no such account.
    public func resetPassword(of username: String) async throws(ServiceError) -> String {
        let rows = try await database.query(
            "select id from users where lower(username) = lower(\(username))")
        guard let row = rows.first else { throw ServiceError(.notFound, "no user \(username)") }
        let id: UUID
        do {
            id = try row.decode("id")
        } catch {
            throw ServiceError(error)
        }
        let password = Self.randomPassword()
        try await setPassword(password, of: id, keeping: nil, enabling: true)
        return password
    }

    /// 120 random bits, easy to copy by hand.
    private static func randomPassword() -> String {
        let digits = Array(Identifier.hex(30))
        return stride(from: 0, to: digits.count, by: 6).map { String(digits[$0..<($0 + 6)]) }.joined(separator: "-")
    }
}
