import Kernel
import Synchronization

/// Notices a client that takes nothing any more: it would hold its connection and its file for ever.
final class Progress: Sendable {
    private static let patience = Duration.seconds(60)

    private let steps = Atomic<Int>(0)

    /// Another piece was taken.
    func step() { steps.wrappingAdd(1, ordering: .relaxed) }

    /// Waits until no piece is taken for a minute.
    ///
    /// - Parameter time: Where time comes from.
    /// - Returns: False when it was cancelled before that.
    func stalls(_ time: TimeSource) async -> Bool {
        var seen = -1
        while seen != steps.load(ordering: .relaxed) {
            seen = steps.load(ordering: .relaxed)
            // A cancelled sleep means that all was sent.
            guard (try? await time.sleep(Self.patience)) != nil else { return false }
        }
        return true
    }
}
