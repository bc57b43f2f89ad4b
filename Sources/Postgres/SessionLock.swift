import FoundationEssentials
import Kernel


/// An advisory lock that a session of its own holds: gone when the session ends, however that comes about.
public actor SessionLock {
    /// What became of an attempt.
    public enum Attempt: Sendable {
        /// The lock is held.
        case taken(SessionLock)
        /// Somebody else holds it: the application name of that session, when it can be seen.
        case held(by: String?)
    }

    /// What the lock is for.
    public nonisolated let name: String
    private let connection: PostgresConnection

    private init(_ name: String, _ connection: PostgresConnection) {
        self.name = name
        self.connection = connection
    }

    /// Tries to take a lock by name, without waiting for it.
    ///
    /// - Parameters:
    ///   - name: What the lock is for; the same name is the same lock in one database.
    ///   - configuration: Where the database is; its application name is what others are told.
    /// - Returns: The lock, or who holds it.
    /// - Throws: `PostgresError` when the database cannot be asked.
    public static func attempt(_ name: String, _ configuration: PostgresConfiguration) async throws -> Attempt {
        let connection = try await PostgresConnection.connect(configuration)
        do {
            let key = key(of: name)
            let row = try await connection.query("select pg_try_advisory_lock(\(key)::bigint) as taken").first
            if try row?.decode("taken", as: Bool.self) == true { return .taken(SessionLock(name, connection)) }
            let holder = try await connection.query(
                """
                select a.application_name as holder from pg_locks l join pg_stat_activity a on a.pid = l.pid
                where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                and (l.classid::bigint << 32 | l.objid::bigint) = \(key)::bigint
                and l.database = (select oid from pg_database where datname = current_database())
                """
            ).first?.decode("holder", as: String?.self)
            await connection.close()
            return .held(by: holder ?? nil)
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Whether the session still answers; false means that the lock is gone.
    public func isHeld() async -> Bool {
        do {
            _ = try await connection.query("select 1", timeout: .seconds(5))
            return true
        } catch {
            return false
        }
    }

    /// Gives the lock back.
    public func release() async { await connection.close() }

    // The first 63 bits of the name's digest: positive, so that both halves read the same in pg_locks.
    private static func key(of name: String) -> Int64 {
        let digest = Digest.sha256(Array("bigskies \(name)".utf8)).prefix(8)
        return Int64(digest.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1)
    }
}
