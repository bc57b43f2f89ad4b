public import Kernel
public import Logging
import Synchronization

/// Connections shared by many callers: grows and shrinks within its limits, and finds its way back to the server alone.
///
/// `run()` keeps it in shape; without it the pool works, but neither shrinks nor reconnects before it is asked.
/// A closure handed to it runs on the executor of the connection that is lent.
public final class PostgresPool: PostgresExecutor {
    /// Where the database is.
    public let configuration: PostgresConfiguration
    let time: TimeSource
    let logger: Logger
    // The bridge between the executors of callers and connections: held for decisions only, never across a wait.
    let shared: Mutex<Shared>

    /// Makes a pool; nothing is connected before it is used or run.
    public init(
        configuration: PostgresConfiguration, limits: PoolLimits = PoolLimits(), logger: Logger,
        time: TimeSource = .system
    ) {
        self.configuration = configuration
        self.logger = logger
        self.time = time
        shared = Mutex(Shared(state: PoolState(limits: limits)))
    }

    /// What the pool is doing and has done.
    public var statistics: PoolStatistics { shared.withLock { $0.state.statistics } }

    /// The limits in force.
    public var limits: PoolLimits { shared.withLock { $0.state.limits } }

    /// Runs a statement on any connection.
    /// - Throws: `PostgresError`.
    public func query(_ sql: SQL) async throws(PostgresError) -> PostgresResult {
        try await query(sql, timeout: nil)
    }

    /// Runs a statement with a limit of its own; nil takes the limit of the pool.
    /// - Throws: `PostgresError`.
    public func query(_ sql: SQL, timeout: Duration?) async throws(PostgresError) -> PostgresResult {
        try await leased { connection throws(PostgresError) in
            try await connection.query(sql, timeout: timeout)
        }.get()
    }

    /// Sends all statements in one go; they are one transaction.
    /// - Throws: The first error.
    public func pipeline(
        _ statements: [SQL], timeout: Duration? = nil
    ) async throws(PostgresError) -> [PostgresResult] {
        try await leased { connection throws(PostgresError) in
            try await connection.pipeline(statements, timeout: timeout)
        }.get()
    }

    /// Lends a connection to a piece of work, which runs on the connection's executor.
    /// - Throws: What the work throws, or `PostgresError` when there is no connection.
    public func withConnection<Value: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await leased { connection in try await body(connection) }.get()
    }

    /// Runs a piece of work in a transaction: commits when it returns, rolls back when it throws.
    /// - Throws: What the work throws, or `PostgresError` when there is no connection or the commit fails.
    public func withTransaction<Value: Sendable>(
        _ body: @Sendable (PostgresTransaction) async throws -> Value
    ) async throws -> Value {
        try await leased { connection in try await connection.transaction(body) }.get()
    }

    /// Asks the server whether it is there, and returns how long the answer took.
    /// - Throws: `PostgresError`.
    @discardableResult
    public func ping(timeout: Duration = .seconds(2)) async throws(PostgresError) -> Duration {
        let start = time.now()
        do throws(PostgresError) {
            _ = try await query("select 1", timeout: timeout)
        } catch {
            shared.withLock { $0.state.pinged(nil) }
            throw error
        }
        let latency = time.now() - start
        shared.withLock { $0.state.pinged(latency) }
        return latency
    }
}
