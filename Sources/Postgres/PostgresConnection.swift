import CPostgres
import Kernel

/// One session with the server: an actor on an executor of its own, because libpq's calls block.
///
/// A closure handed to `transaction` or `lend` runs on that executor too, so the statements in it cost no hop.
public actor PostgresConnection: PostgresExecutor {
    private enum State {
        case open(PostgresHandle)
        case closed
    }

    /// Where the calls of libpq run.
    private nonisolated let executor = BlockingExecutor(label: "bigskies.postgres")
    private var state = State.closed
    /// The transaction that has the connection for itself.
    var transactionInProgress: UInt64?
    var transactions: UInt64 = 0

    /// The connection's own thread, so to speak: never the cooperative pool.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Where the connection leads.
    nonisolated let configuration: PostgresConfiguration

    private init(_ configuration: PostgresConfiguration) {
        self.configuration = configuration
    }

    /// Connects and logs in.
    /// - Throws: `PostgresError` `connection` when that fails or takes too long.
    public static func connect(_ configuration: PostgresConfiguration) async throws(PostgresError) -> PostgresConnection
    {
        let connection = PostgresConnection(configuration)
        try await connection.open()
        return connection
    }

    private func open() throws(PostgresError) {
        state = .open(try PostgresHandle(configuration, within: configuration.connectTimeout))
    }

    /// Whether the connection is open, as far as is known without asking the server.
    public var isHealthy: Bool {
        guard case .open(let handle) = state else { return false }
        handle.noticeClosing()
        return handle.isOpen
    }

    /// Whether the connection can serve somebody else: open, and outside of any transaction.
    var isReusable: Bool {
        guard case .open(let handle) = state else { return false }
        return handle.isOpen && handle.isIdle && transactionInProgress == nil
    }

    /// Runs a statement, prepared once per connection.
    /// - Throws: `PostgresError`.
    public func query(_ sql: SQL) async throws(PostgresError) -> PostgresResult {
        try await query(sql, timeout: nil)
    }

    /// Runs a statement with a limit of its own; nil takes the limit of the connection.
    /// - Throws: `PostgresError` `timeout` when the statement was cancelled because it took too long.
    public func query(_ sql: SQL, timeout: Duration?) async throws(PostgresError) -> PostgresResult {
        try checkTurn(nil)
        return try await interruptible { handle throws(PostgresError) in try handle.execute(sql, timeout: timeout) }
    }

    /// Sends all statements in one go before reading the first result; they are one transaction: an error in one
    /// undoes all of them.
    /// - Throws: The first error.
    public func pipeline(
        _ statements: [SQL], timeout: Duration? = nil
    ) async throws(PostgresError) -> [PostgresResult] {
        try checkTurn(nil)
        return try await interruptible { handle throws(PostgresError) in
            try handle.pipeline(statements, timeout: timeout)
        }
    }

    /// Runs a text of one or many statements without values.
    /// - Throws: `PostgresError` for the first statement that fails; the rest is not run.
    public func run(script: String, timeout: Duration? = nil) async throws(PostgresError) {
        try checkTurn(nil)
        try await interruptible { handle throws(PostgresError) in try handle.run(script: script, timeout: timeout) }
    }

    /// Closes the connection; what is asked of it later throws `closed`.
    public func close() {
        state = .closed
    }

    /// Runs a piece of work on the connection's own executor: the statements in it cost no hop.
    public func lend<Value: Sendable>(
        _ body: @Sendable (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        // Also keeps the hop to this actor, which the compiler drops in front of nothing but the call.
        _ = try openHandle()
        return try await body(self)
    }

    /// Throws unless the connection is free or belongs to the one who asks.
    func checkTurn(_ transaction: UInt64?) throws(PostgresError) {
        guard transactionInProgress == transaction else {
            throw transaction == nil
                ? PostgresError(.busy, "a statement outside of the transaction that has the connection")
                : PostgresError(.closed, "the transaction has ended")
        }
    }

    func openHandle() throws(PostgresError) -> PostgresHandle {
        guard case .open(let handle) = state else { throw PostgresError(.closed, "the connection was closed") }
        return handle
    }

    /// Runs a call of libpq that cancelling the task ends at the server.
    func interruptible<Value: Sendable>(
        _ work: (PostgresHandle) throws(PostgresError) -> Value
    ) async throws(PostgresError) -> Value {
        let handle = try openHandle()
        guard handle.isOpen else { throw PostgresError(.connection, "the connection broke before") }
        guard !Task.isCancelled else { throw PostgresError(.cancelled, "cancelled before it was sent") }
        let canceller = handle.canceller
        let statement = canceller.arm()
        let outcome = await withTaskCancellationHandler {
            // Through `self`: a closure that does not capture the actor would run on the cooperative pool.
            self.perform(work, handle)
        } onCancel: {
            canceller.cancel(statement)
        }
        let wasCancelled = handle.isAbandoned ? canceller.disarmAbandoned() : canceller.disarm()
        do throws(PostgresError) {
            return try outcome.get()
        } catch {
            guard wasCancelled, error.sqlState == "57014" else { throw error }
            throw PostgresError(
                .cancelled, "cancelled while it ran", sqlState: error.sqlState, statement: error.statement)
        }
    }

    private func perform<Value: Sendable>(
        _ work: (PostgresHandle) throws(PostgresError) -> Value, _ handle: PostgresHandle
    ) -> Result<Value, PostgresError> {
        Result { () throws(PostgresError) in try work(handle) }
    }
}
