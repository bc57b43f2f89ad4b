import CPostgres
import Dispatch
import Kernel
import Synchronization

/// Cancels the statement that is running now, never the next one.
///
/// A statement is armed with a number before it is sent and disarmed under the same lock after its result: `PQcancel`
/// returns when the server has passed the signal on, and disarming waits for it.
final class QueryCanceller: Sendable {
    private struct State {
        let request: Request
        var statement: UInt64 = 0
        var isArmed = false
        var wasCancelled = false

        mutating func disarm() -> Bool {
            isArmed = false
            return wasCancelled
        }
    }

    /// `@unchecked`: the object is never changed, and "PQcancel can safely be invoked from a separate thread" (libpq, 34.7).
    private struct Request: @unchecked Sendable {
        let cancel: OpaquePointer
    }

    private let state: Mutex<State>
    // PQcancel opens a connection and waits for its end: not on a thread that the cooperative pool counts on, which on
    // Linux are those of the global queue.
    private let queue = DispatchQueue(label: "bigskies.postgres.cancel")

    init?(_ connection: OpaquePointer) {
        guard let cancel = PQgetCancel(connection) else { return nil }
        state = Mutex(State(request: Request(cancel: cancel)))
    }

    deinit {
        state.withLock { PQfreeCancel($0.request.cancel) }
    }

    /// Allows cancellation of the statement that is sent next, and returns its number.
    func arm() -> UInt64 {
        state.withLock { state in
            state.statement &+= 1
            state.isArmed = true
            state.wasCancelled = false
            return state.statement
        }
    }

    /// Ends the time in which the statement can be cancelled, and says whether it was.
    func disarm() -> Bool {
        state.withLock { $0.disarm() }
    }

    /// The same for a connection that was given up: a request that hangs as the server does is not waited for.
    func disarmAbandoned() -> Bool {
        state.withLockIfAvailable { $0.disarm() } ?? false
    }

    /// Asks the server to cancel a statement for as long as it runs; returns at once, the request is sent elsewhere.
    func cancel(_ statement: UInt64) {
        queue.async { self.request(statement, isWanted: true, again: .milliseconds(10)) }
    }

    /// Asks the server to cancel the statement that is running now, because it takes too long; returns at once.
    func cancelOverdue() {
        guard let statement = state.withLockIfAvailable({ $0.isArmed ? $0.statement : nil }) ?? nil else { return }
        queue.async { self.request(statement, isWanted: false, again: .milliseconds(100)) }
    }

    /// A request that overtakes its statement on the way to the server has no effect, hence once more after a while.
    private func request(_ statement: UInt64, isWanted: Bool, again delay: Duration) {
        let isRunning = state.withLock { state in
            guard state.isArmed, state.statement == statement else { return false }
            state.wasCancelled = state.wasCancelled || isWanted
            Self.send(state.request)
            return true
        }
        guard isRunning else { return }
        queue.asyncAfter(deadline: .now() + delay.seconds) {
            self.request(statement, isWanted: isWanted, again: min(delay * 2, .seconds(1)))
        }
    }

    private static func send(_ request: Request) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            // A request that cannot be sent leaves the statement to its deadline.
            _ = PQcancel(request.cancel, text.baseAddress, Int32(text.count))
        }
    }
}
