public import Kernel

/// A private reply topic: nobody makes the server publish anywhere else.
public struct ReplyAddress: Hashable, Sendable {
    /// Who listens there.
    public enum Kind: Hashable, Sendable {
        /// A client by its id: `{prefix}/client/{id}/replies[/{x}]`.
        case client(String)
        /// A client by its account: `{prefix}/client/{id}/inbox[/{x}]`.
        case account(String)
        /// A node, which must prove that it is one: `{prefix}/node/{node}/replies`.
        case node(NodeName)
    }

    /// What no branch may be called.
    ///
    /// A client of the plain listener may call itself anything with slashes in it, and the broker opens `client/%c/replies`
    /// and `client/%c/events/#` to it: to `alice/inbox` what would be alice's branch `replies`.
    private static let reserved: Set<Substring> = ["replies", "events", "inbox", "inbox-events"]

    /// The longest address.
    public static let mostBytes = 256

    /// Who listens there.
    public let kind: Kind
    /// Where replies are published.
    public let topic: Topic

    /// Checks the `reply_to` or the MQTT response topic of a request.
    ///
    /// - Parameters:
    ///   - text: The address as the request gives it.
    ///   - space: The topics of this observatory.
    /// - Throws: `invalid_request` that names the allowed forms.
    public init(_ text: String, in space: TopicSpace) throws(ServiceError) {
        guard text.utf8.count <= Self.mostBytes, let topic = Topic(validating: text),
            let kind = Self.kind(of: text, in: space)
        else {
            throw ServiceError(
                .invalidRequest,
                """
                reply_to must be \(space.prefix)/client/{id}/replies or \(space.prefix)/client/{id}/replies/{x} \
                (for accounts inbox instead of replies), at most \(Self.mostBytes) bytes, and {x} none of \
                \(Self.reserved.sorted().joined(separator: ", "))
                """,
                details: ["field": "reply_to"])
        }
        self.kind = kind
        self.topic = topic
    }

    /// Whether a caller may be answered here: a node at its own address only, nobody else at a node's.
    ///
    /// - Parameter node: The node that the caller has proved to be, or nothing.
    /// - Returns: False when the request must be refused.
    public func isOpen(toNode node: NodeName?) -> Bool {
        switch kind {
        case .client, .account: node == nil
        case .node(let owner): owner == node
        }
    }

    private static func kind(of text: String, in space: TopicSpace) -> Kind? {
        guard text.utf8.starts(with: "\(space.prefix)/".utf8) else { return nil }
        let levels = TopicText.levels(of: Substring(text.utf8.dropFirst(space.prefix.utf8.count + 1)))
        guard (3...4).contains(levels.count), levels.allSatisfy({ Topic.isLevel($0) }),
            levels.count == 3 || !reserved.contains(levels[3])
        else { return nil }
        return switch (levels[0], levels[2]) {
        case ("client", "replies"): .client(String(levels[1]))
        case ("client", "inbox"): .account(String(levels[1]))
        case ("node", "replies") where levels.count == 3: NodeName(validating: levels[1]).map(Kind.node)
        default: nil
        }
    }
}
