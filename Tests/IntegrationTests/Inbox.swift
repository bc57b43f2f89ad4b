import Kernel
import MQTT
import Synchronization

/// Everything a client was sent, in order; a test takes out what it waits for.
final class Inbox: Sendable {
    private struct Waiter {
        let id: UInt64
        let isMeant: @Sendable (InboundMessage) -> Bool
        let race: Race<InboundMessage>
    }

    private struct State {
        var messages: [InboundMessage] = []
        var waiters: [Waiter] = []
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Takes a message in.
    func put(_ message: InboundMessage) {
        let race: Race<InboundMessage>? = state.withLock { state in
            guard let index = state.waiters.firstIndex(where: { $0.isMeant(message) }) else {
                state.messages.append(message)
                return nil
            }
            return state.waiters.remove(at: index).race
        }
        race?.finish(with: .success(message))
    }

    /// Takes the first message out that is meant, or waits for it.
    ///
    /// - Throws: `timeout`.
    func next(
        _ what: String, within limit: Duration, where isMeant: @escaping @Sendable (InboundMessage) -> Bool
    ) async throws -> InboundMessage {
        let race = Race<InboundMessage>()
        let (found, id): (InboundMessage?, UInt64) = state.withLock { state in
            if let index = state.messages.firstIndex(where: isMeant) { return (state.messages.remove(at: index), 0) }
            state.next += 1
            state.waiters.append(Waiter(id: state.next, isMeant: isMeant, race: race))
            return (nil, state.next)
        }
        if let found { return found }
        defer { state.withLock { state in state.waiters.removeAll { $0.id == id } } }
        return try await withDeadline(limit, what) { try await race.value() }
    }

    /// Those that nobody took out and that are meant.
    func left(where isMeant: (InboundMessage) -> Bool) -> [InboundMessage] {
        state.withLock { $0.messages.filter(isMeant) }
    }
}
