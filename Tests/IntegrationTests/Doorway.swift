import Kernel
import Support

/// The ways by which a client comes to a broker.
enum Doorway: String, CaseIterable, Sendable {
    /// A broker without rules.
    case open
    /// The listener for the node's own machine: plain, without accounts.
    case local
    /// The listener for other machines: encrypted, with an account that is the client's id.
    case network

    /// The listeners of the broker that a node brings.
    static let guarded: [Doorway] = [.local, .network]

    /// Each listener as the place of one client, with each as the place of another.
    static let pairs = guarded.flatMap { one in guarded.map { (one, $0) } }

    /// The node that is behind it.
    func node() async throws -> NodeProcess {
        switch self {
        case .open: try await OpenStation.shared().node
        case .local, .network: try await GuardedStation.shared().node
        }
    }

    /// A client that comes in this way.
    func caller(_ name: String = "test") async throws -> MQTTCaller {
        switch self {
        case .open, .local: try await MQTTCaller.connected(to: node(), id: "\(name)-\(Identifier.unique())")
        case .network: try await GuardedStation.shared().account("\(name)-\(Identifier.hex(8))")
        }
    }

    /// A client that comes in this way, logged in as the administrator.
    func administrator() async throws -> MQTTCaller {
        let caller = try await caller()
        try await caller.logIn("admin", node().adminPassword())
        return caller
    }

    /// A client from whom the broker keeps nothing below the prefix.
    func watcher() async throws -> MQTTCaller {
        switch self {
        case .open: try await MQTTCaller.connected(to: node())
        case .local, .network:
            try await GuardedStation.shared().account("watcher-\(Identifier.hex(8))", isNode: true)
        }
    }
}
