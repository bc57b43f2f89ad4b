/// What was found when the chains of the audit trail were followed.
public struct AuditReport: Sendable, Equatable {
    /// What was found in one node's chain.
    public struct Chain: Sendable, Equatable {
        /// The node.
        public let node: String
        /// How many rows were read.
        public var rows = 0
        /// How many rows lie behind the chain's checkpoint.
        public var archived: Int64 = 0
        /// Whether its end was compared with what its node remembers: rows cut off there leave no gap.
        public var endIsKnown = false
        /// What is wrong, the first thing of each kind, in words.
        public var faults: [String] = []

        init(node: String) { self.node = node }
    }

    /// The chains in the order of their nodes.
    public let chains: [Chain]

    init(chains: [Chain]) { self.chains = chains }

    /// Whether nothing was changed, left out or cut off.
    public var isIntact: Bool { chains.allSatisfy(\.faults.isEmpty) }
}
