import Contracts
import FoundationEssentials
import Kernel
import Messaging

/// Which nodes are there, by their births and last wills.
struct NodeBook: Sendable {
    private struct Known {
        var state: Presence.State
        var epoch: Int64
        var coordinators: Set<String>
        var version: String?
        var at: Duration
        var date: Date
    }

    // Anybody may publish a birth: the book must not grow with it.
    private let mostNodes = 1_000
    private let mostCoordinators = 64
    private var nodes: [NodeName: Known] = [:]

    /// Notes a birth or a last will.
    ///
    /// - Parameters:
    ///   - presence: What was said of the node; older than what is known, it is ignored.
    ///   - node: The node.
    ///   - now: When, on the monotonic clock.
    ///   - date: When, on the wall clock.
    /// - Returns: The coordinators that are gone with it and that no other node hosts.
    mutating func note(_ presence: Presence, of node: NodeName, at now: Duration, date: Date) -> Set<String> {
        let known = nodes[node]
        guard known != nil || nodes.count < mostNodes else { return [] }
        if let known, presence.epoch < known.epoch { return [] }
        let before = known?.state == .online ? known?.coordinators ?? [] : []
        switch presence.state {
        case .online:
            let names = (presence.coordinators ?? []).filter { Topic.isLevel($0) && $0.utf8.count <= 64 }
            nodes[node] = Known(
                state: .online, epoch: presence.epoch, coordinators: Set(names.prefix(mostCoordinators)),
                version: presence.version.map { String($0.prefix(64)) }, at: now, date: date)
        case .offline:
            nodes[node] = Known(
                state: .offline, epoch: presence.epoch, coordinators: known?.coordinators ?? [],
                version: known?.version, at: now, date: date)
        }
        return before.subtracting(online)
    }

    /// Forgets a node.
    ///
    /// - Parameter node: The node.
    /// - Returns: The coordinators that no node is known to host any more, or nil when the node is not known.
    mutating func forget(_ node: NodeName) -> Set<String>? {
        guard let gone = nodes.removeValue(forKey: node) else { return nil }
        return nodes.values.reduce(gone.coordinators) { $0.subtracting($1.coordinators) }
    }

    /// Whether a node is there; nil when it is not known.
    func isOnline(_ node: NodeName) -> Bool? { nodes[node].map { $0.state == .online } }

    /// The coordinators that some node hosts now.
    var online: Set<String> {
        nodes.values.reduce(into: []) { all, node in
            if node.state == .online { all.formUnion(node.coordinators) }
        }
    }

    /// The nodes that have been gone for so long.
    func gone(for age: Duration, at now: Duration) -> [NodeName] {
        nodes.filter { $0.value.state == .offline && now - $0.value.at >= age }.map(\.key)
    }

    /// The nodes as the wire tells them, by name.
    var listed: [HealthGetResponse.Node] {
        nodes.sorted { $0.key.text < $1.key.text }.map { name, known in
            HealthGetResponse.Node(
                node: name.text, state: known.state, epoch: known.epoch, coordinators: known.coordinators.sorted(),
                version: known.version, lastSeen: known.date)
        }
    }
}
