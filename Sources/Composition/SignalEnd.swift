import Logging
import UnixSignals

/// Work that SIGTERM and SIGINT end: the first in good order, the second at once.
///
/// SIGHUP, which asks other servers to read their files again, ends nothing: settings change while the node runs.
enum SignalEnd {
    /// Does some work until it ends or a signal ends it.
    ///
    /// - Parameters:
    ///   - logger: Where the end is said.
    ///   - onSignal: What is done before the work is cancelled.
    ///   - work: The work, which ends when it is cancelled.
    /// - Throws: What the work throws.
    static func awaited(
        logger: Logger, onSignal: @escaping @Sendable () -> Void = {},
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
            let task = Task { try await work() }
            group.addTask {
                var isEnding = false
                for await signal in signals where signal != .sighup {
                    if isEnding { Server.endAtOnce(signal) }
                    isEnding = true
                    logger.notice("stopping", metadata: ["signal": "\(signal)"])
                    onSignal()
                    task.cancel()
                }
            }
            defer { group.cancelAll() }
            try await task.value
        }
    }
}
