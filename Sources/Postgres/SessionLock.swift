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
    private let wakeUp: WakeUp
    private var isReleased = false

    private init(_ name: String, _ connection: PostgresConnection) throws(PostgresError) {
        self.name = name
        self.connection = connection
        wakeUp = try WakeUp()
    }

    /// Tries to take a lock by name, without waiting for it.
    ///
    /// - Parameters:
    ///   - name: What the lock is for; the same name is the same lock in one database.
    ///   - configuration: Where the database is; its application name is what others are told.
    /// - Returns: The lock, or who holds it.
    /// - Throws: `PostgresError` when the database cannot be asked.
    public static func attempt(
        _ name: String, _ configuration: PostgresConfiguration
    ) async throws(PostgresError) -> Attempt {
        let connection = try await PostgresConnection.connect(configuration)
        do throws(PostgresError) {
            let key = key(of: name)
            let row = try await connection.query("select pg_try_advisory_lock(\(key)::bigint) as taken").first
            if try row?.decode("taken", as: Bool.self) == true { return .taken(try SessionLock(name, connection)) }
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
        // Whoever waits for the loss has the connection; the question ends the wait, which begins again.
        wakeUp.signal()
        do throws(PostgresError) {
            _ = try await connection.query("select 1", timeout: .seconds(5))
            return true
        } catch {
            return false
        }
    }

    /// Returns when the lock is gone: the session ended, the server does not answer, or the lock was given back.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; the lock is held on then.
    public func waitUntilLost() async throws {
        try await withTaskCancellationHandler {
            while !isReleased {
                try Task.checkCancellation()
                do throws(PostgresError) {
                    // The end of the session wakes the wait at once; the question finds a server that hangs.
                    _ = try await connection.notifications(waitingUpTo: .seconds(2), or: wakeUp)
                    _ = try await connection.query("select 1", timeout: .seconds(5))
                } catch {
                    guard error.kind != .cancelled else { throw CancellationError() }
                    await connection.close()
                    return
                }
            }
        } onCancel: {
            wakeUp.signal()
        }
    }

    /// Gives the lock back.
    public func release() async {
        isReleased = true
        wakeUp.signal()
        await connection.close()
    }

    // The first 63 bits of the name's digest: positive, so that both halves read the same in pg_locks.
    private static func key(of name: String) -> Int64 {
        let digest = Digest.sha256(Array("bigskies \(name)".utf8)).prefix(8)
        return Int64(digest.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 1)
    }
}
