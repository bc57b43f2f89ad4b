import Kernel
import Messaging
import Synchronization

/// What is known only after the bridge has started: limits from the settings and the node's own token.
final class NodeContext: Sendable {
    private struct State {
        var token: String?
        var sharedReplies = true
        var parser = EnvelopeParser()
        var hints: [String] = []
        var brokerFault: String?
        var online: @Sendable () async -> Set<String> = { [] }
    }

    private let state = Mutex(State())

    var token: String? {
        get { state.withLock { $0.token } }
        set { state.withLock { $0.token = newValue } }
    }

    var sharedReplies: Bool {
        get { state.withLock { $0.sharedReplies } }
        set { state.withLock { $0.sharedReplies = newValue } }
    }

    var parser: EnvelopeParser {
        get { state.withLock { $0.parser } }
        set { state.withLock { $0.parser = newValue } }
    }

    /// What the operator can do next, once the node is ready.
    var hints: [String] {
        get { state.withLock { $0.hints } }
        set { state.withLock { $0.hints = newValue } }
    }

    /// Why strangers can do at the broker what they should not.
    var brokerFault: String? {
        get { state.withLock { $0.brokerFault } }
        set { state.withLock { $0.brokerFault = newValue } }
    }

    /// The coordinators that some node hosts now, as far as a message coordinator here knows.
    var online: @Sendable () async -> Set<String> {
        get { state.withLock { $0.online } }
        set { state.withLock { $0.online = newValue } }
    }
}
