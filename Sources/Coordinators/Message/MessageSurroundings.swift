public import Contracts
public import Health
public import Messaging

/// What the message coordinator is given of the node it runs on.
public struct MessageSurroundings: Sendable {
    /// The node.
    public var node: NodeName
    /// What the node says of itself: the broker does not send it back to us.
    public var birth: Presence
    /// The counts and states of the node's messages, without rates.
    public var diagnostics: @Sendable () async -> MessageDiagnostics
    /// Whether the broker answers.
    public var brokerCheck: HealthCheck
    /// Clears what a node has retained about itself.
    public var forget: @Sendable (NodeName) async throws -> Void
    /// Connects to a broker and leaves it again; nil parts are the configuration file's.
    public var tryBroker: @Sendable (_ url: String?, _ port: Int?) async throws -> Void

    /// Collects what is given.
    public init(
        node: NodeName, birth: Presence, brokerCheck: HealthCheck,
        diagnostics: @escaping @Sendable () async -> MessageDiagnostics,
        forget: @escaping @Sendable (NodeName) async throws -> Void,
        tryBroker: @escaping @Sendable (_ url: String?, _ port: Int?) async throws -> Void
    ) {
        self.node = node
        self.birth = birth
        self.brokerCheck = brokerCheck
        self.diagnostics = diagnostics
        self.forget = forget
        self.tryBroker = tryBroker
    }
}
