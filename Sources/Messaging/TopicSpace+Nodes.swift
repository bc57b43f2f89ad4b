extension TopicSpace {
    /// Where a node's birth and last will are retained.
    public func presence(ofNode node: NodeName) -> Topic { topic(of: node, "presence") }

    /// The presence of every node.
    public var allPresences: TopicFilter { TopicFilter(trusted: "\(prefix)/node/+/presence") }

    /// The node whose presence a topic is, or nothing for other topics.
    public func node(fromPresence topic: Topic) -> NodeName? {
        let head = "\(prefix)/node/"
        guard topic.text.utf8.starts(with: head.utf8) else { return nil }
        let levels = TopicText.levels(of: Substring(topic.text.utf8.dropFirst(head.utf8.count)))
        guard levels.count == 2, levels[1] == "presence" else { return nil }
        return NodeName(validating: levels[0])
    }

    /// Where a node hears the replies to what it asked.
    public func nodeReplies(_ node: NodeName) -> Topic { topic(of: node, "replies") }

    /// Where a node publishes to itself, to see that the broker still passes messages on.
    public func probe(_ node: NodeName) -> Topic { topic(of: node, "probe") }

    private func topic(of node: NodeName, _ leaf: String) -> Topic { Topic(trusted: "\(prefix)/node/\(node)/\(leaf)") }
}
