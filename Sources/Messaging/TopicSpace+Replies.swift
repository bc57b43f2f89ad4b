public import Kernel

extension TopicSpace {
    /// Where a reply goes when the request names no address.
    ///
    /// - Parameter topic: The topic of the request, such as `…/security/auth/login`.
    /// - Returns: `…/security/response/auth/login/response`, or nothing when the topic is not below `coordinator/` or
    ///   the reply's would be too long.
    public func derivedReply(to topic: Topic) -> Topic? {
        guard let suffix = suffix(of: topic) else { return nil }
        var levels = TopicText.levels(of: suffix, most: 2)
        levels.insert("response", at: 1)
        levels.append("response")
        return Topic(validating: coordinator(levels.joined(separator: "/")).text)
    }

    /// Whether a topic is one that `derivedReply(to:)` gives: nobody takes those for commands.
    public func isDerivedReply(_ topic: Topic) -> Bool {
        guard topic.text.utf8.reversed().starts(with: "/response".utf8.reversed()), let suffix = suffix(of: topic)
        else { return false }
        let levels = TopicText.levels(of: suffix, most: 3)
        return levels.count == 3 && levels[1] == "response"
    }

    /// The private reply topic of a client.
    ///
    /// - Parameter id: The client's id.
    /// - Returns: `{prefix}/client/{id}/replies`.
    /// - Throws: `invalid_request` when the id is no level of a topic.
    public func clientReplies(_ id: String) throws(ServiceError) -> Topic {
        try client(id, "replies")
    }

    /// The private reply topic of a client that signs on with an account.
    ///
    /// - Parameter id: The account's name.
    /// - Returns: `{prefix}/client/{id}/inbox`.
    /// - Throws: `invalid_request` when the name is no level of a topic.
    public func accountReplies(_ id: String) throws(ServiceError) -> Topic {
        try client(id, "inbox")
    }

    private func client(_ id: String, _ rest: String) throws(ServiceError) -> Topic {
        guard Topic.isLevel(id) else { throw Self.noClient }
        return try Topic("\(prefix)/client/\(id)/\(rest)")
    }

    /// What is said of an id that cannot be part of a topic.
    static var noClient: ServiceError {
        ServiceError(.invalidRequest, "a client id must be one level of a topic: no /, +, #, control character")
    }
}
