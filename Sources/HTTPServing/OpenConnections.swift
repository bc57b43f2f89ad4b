import NIOCore
import Synchronization

/// The connections of a door: at its end they are closed, or it would wait for clients that keep theirs open.
public final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var hasEnded = false
    }

    private let state = Mutex(State())

    /// None is open yet.
    public init() {}

    /// Takes a connection until it is closed.
    func add(_ channel: any Channel) {
        let hasEnded = state.withLock { state in
            if !state.hasEnded { state.channels[ObjectIdentifier(channel)] = channel }
            return state.hasEnded
        }
        // Not before it is set up: what is closed on the way to that cannot be given to anybody.
        guard !hasEnded else { return channel.eventLoop.execute { channel.close(promise: nil) } }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { state in _ = state.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
    }

    /// Closes all connections, and those that are still to come.
    public func end() {
        let channels = state.withLock { state in
            state.hasEnded = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
