/// What a node says of itself on `{prefix}/node/{node}/presence`, and its last will says for it.
public struct Presence: Codable, Sendable, Equatable {
    /// Whether the node is there.
    public enum State: String, Codable, Sendable {
        case online
        case offline
    }

    /// Whether the node is there.
    public let state: State
    /// The start of the node in milliseconds: a will with an older epoch than the birth seen is late.
    public let epoch: Int64
    /// The coordinators it hosts; only in a birth.
    public let coordinators: [String]?
    /// Its version; only in a birth.
    public let version: String?

    /// Describes a birth or a death.
    public init(state: State, epoch: Int64, coordinators: [String]? = nil, version: String? = nil) {
        self.state = state
        self.epoch = epoch
        self.coordinators = coordinators
        self.version = version
    }
}
