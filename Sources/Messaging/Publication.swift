/// Something a coordinator says to whoever listens.
public struct Publication: Sendable {
    /// The form on the wire.
    public enum Kind: Sendable {
        /// An envelope of type `event`.
        case event
        /// An envelope of type `status`.
        case status
        /// The payload alone.
        case bare
        /// Nothing: the broker forgets what it kept for those who come later.
        case cleared
    }

    /// Where it is said.
    public let topic: Topic
    /// What is said.
    public let payload: any Encodable & Sendable
    /// Its form.
    public let kind: Kind
    /// The coordinator that says it.
    public let source: String
    /// True when the broker keeps it for those who come later.
    public let isRetained: Bool
    /// After how long the broker forgets it; whole seconds count.
    public let expiry: Duration?
    /// True when only the latest of a topic matters, so that waiting ones are replaced.
    public let coalesces: Bool

    /// Describes something to say.
    public init(
        topic: Topic, payload: some Encodable & Sendable, kind: Kind, source: String, isRetained: Bool = false,
        expiry: Duration? = nil, coalesces: Bool = false
    ) {
        self.topic = topic
        self.payload = payload
        self.kind = kind
        self.source = source
        self.isRetained = isRetained
        self.expiry = expiry
        self.coalesces = coalesces
    }
}
