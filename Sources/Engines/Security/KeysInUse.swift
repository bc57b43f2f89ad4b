public import Postgres
import Secrets

/// Which keys of the installation something was made under, and how much.
public struct KeysInUse: Sendable, Equatable {
    /// How many encrypted secrets there are, by the name of their key.
    public var secrets: [String: Int] = [:]
    /// How many password hashes there are, by the name of their key.
    public var passwords: [String: Int] = [:]

    /// The names of all of them.
    public var names: Set<String> { Set(secrets.keys).union(passwords.keys) }

    /// Whether nothing was made under any key.
    public var isEmpty: Bool { secrets.isEmpty && passwords.isEmpty }

    /// Counts.
    ///
    /// - Parameter database: The installation's database.
    /// - Returns: What is in use.
    /// - Throws: When a table cannot be read.
    public static func read(in database: some PostgresExecutor) async throws -> KeysInUse {
        var inUse = KeysInUse()
        for place in SealedPlace.all {
            for row in try await database.query(place.rows) {
                guard let sealed = SealedSecret(try row.decode("sealed")) else { continue }
                inUse.secrets[sealed.keyID, default: 0] += 1
            }
        }
        let hashes = try await database.query(
            """
            select password_key_id, count(*) from users where password_key_id is not null group by password_key_id
            """)
        for row in hashes { inUse.passwords[try row.decode(0)] = try row.decode(1, as: Int.self) }
        return inUse
    }
}
