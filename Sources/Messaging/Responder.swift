import Kernel
import Synchronization

/// Takes the reply of one request: the first is sent, later ones are dropped, none at all is impossible.
///
/// The promise "every command is answered exactly once" lives here: whoever holds a frame holds its responder, and one
/// that is let go unanswered answers `internal` by itself.
public final class Responder: Sendable {
    private let send: @Sendable (Reply) -> Void
    private let answered: Atomic<Bool>

    /// Makes the place where a reply goes.
    public init(_ send: @escaping @Sendable (Reply) -> Void) {
        self.send = send
        answered = Atomic(false)
    }

    /// For events, which nobody answers.
    public static let nobody = Responder(silent: ())

    private init(silent: Void) {
        send = { _ in }
        answered = Atomic(true)
    }

    deinit {
        if claim() {
            send(Reply(.failure(.init(.internal, "the request was dropped without an answer")), from: "message"))
        }
    }

    /// Sends the reply unless there was one before; tells whether this was the first.
    @discardableResult
    public func answer(_ reply: Reply) -> Bool {
        guard claim() else { return false }
        send(reply)
        return true
    }

    /// Ends the wait for an answer without one; for events, which nobody answers.
    public func dismiss() { _ = claim() }

    /// True once a reply was sent.
    public var hasAnswered: Bool { answered.load(ordering: .acquiring) }

    private func claim() -> Bool {
        answered.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    }
}
