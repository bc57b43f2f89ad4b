/// Where a request entered.
public enum Door: String, Sendable, Codable, CaseIterable {
    /// The broker.
    case mqtt
    /// The socket on the node's own machine.
    case control
    /// Another part of this process.
    case process
}
