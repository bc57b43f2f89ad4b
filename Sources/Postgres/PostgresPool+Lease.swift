import Kernel
import Logging
import Synchronization

extension PostgresPool {
    /// Lends a connection to a piece of work and takes it back.
    func leased<Value: Sendable, Failure: Error>(
        _ body: @Sendable (PostgresConnection) async throws(Failure) -> Value
    ) async throws(PostgresError) -> Result<Value, Failure> {
        while true {
            let (id, connection) = try await acquire()
            let lease = await connection.lease(body)
            let now = time.now()
            switch lease {
            case .stale:
                // The server closed it while it was idle; nothing was sent, so the next one may do the work.
                await decide { $0.release(id, isReusable: false, at: now) }
            case .done(let result, let isReusable):
                await decide { $0.release(id, isReusable: isReusable, at: now) }
                return result
            }
        }
    }

    private func acquire() async throws(PostgresError) -> (PoolState.ConnectionID, PostgresConnection) {
        guard !Task.isCancelled else { throw PostgresError(.cancelled, "cancelled before a connection was asked for") }
        let now = time.now()
        let acquisition = shared.withLock { shared in
            let acquisition = shared.state.acquire(at: now)
            if case .wait(let ticket) = acquisition { shared.waiters[ticket] = .registered }
            return acquisition
        }
        let grant =
            switch acquisition {
            case .now(let grant): grant
            case .wait(let ticket): await wait(ticket)
            }
        switch grant {
        case .lend(let id):
            guard let connection = shared.withLock({ $0.connections[id] }) else {
                throw PostgresError(.closed, "the connection was closed")
            }
            return (id, connection)
        case .connect(let id): return (id, try await open(id, isLent: true))
        case .refuse(let error): throw error
        }
    }

    private func wait(_ ticket: PoolState.Ticket) async -> PoolState.Grant {
        let limit = limits.acquireTimeout
        // Unstructured so that the answer does not wait for the alarm; it ends with this function.
        let alarm = Task { [time] in
            // A cancelled sleep means that the answer was first.
            guard (try? await time.sleep(limit)) != nil else { return }
            self.giveUp(ticket) { $0.timeOut(ticket) }
        }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: PoolState.Grant? = shared.withLock { shared in
                    if case .answered(let grant) = shared.waiters[ticket] {
                        shared.waiters[ticket] = nil
                        return grant
                    }
                    shared.waiters[ticket] = .waiting(continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            giveUp(ticket) {
                $0.cancel(ticket) ? PostgresError(.cancelled, "cancelled while waiting for a connection") : nil
            }
        }
    }

    /// Ends a wait with an error, unless it has been answered.
    private func giveUp(_ ticket: PoolState.Ticket, _ event: sending (inout PoolState) -> PostgresError?) {
        let wake = shared.withLock { shared in
            event(&shared.state).flatMap { shared.answer(ticket, .refuse($0)) }
        }
        if let wake { wake.continuation.resume(returning: wake.grant) }
    }

    /// Opens a connection that the state machine has made room for.
    @discardableResult
    func open(_ id: PoolState.ConnectionID, isLent: Bool) async throws(PostgresError) -> PostgresConnection {
        var configuration = configuration
        configuration.statementTimeout = limits.statementTimeout
        let wasDown = statistics.isDown
        do throws(PostgresError) {
            let connection = try await PostgresConnection.connect(configuration)
            let now = time.now()
            shared.withLock { $0.connections[id] = connection }
            await decide { $0.connected(id, isLent: isLent, at: now) }
            if wasDown { logger.notice("the database is back", metadata: ["database.place": "\(configuration)"]) }
            return connection
        } catch {
            let now = time.now()
            await decide { $0.connectFailed(id, error, at: now) }
            if !wasDown {
                logger.warning(
                    "the database cannot be reached",
                    metadata: ["database.place": "\(configuration)", "error": "\(String(reflecting: error))"])
            }
            throw error
        }
    }
}
