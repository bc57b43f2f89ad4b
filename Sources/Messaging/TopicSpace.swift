public import Kernel

/// The topics below one prefix: every observatory, and every test, has its own.
public struct TopicSpace: Hashable, Sendable {
    /// What all topics begin with, one level or several, such as `bigskies` or `sites/north`.
    public let prefix: String
    private let coordinators: String

    /// Checks a prefix.
    ///
    /// - Parameter prefix: At most 128 bytes, so that private reply topics fit into their 256.
    /// - Throws: `invalid_request` when topics cannot begin with it.
    public init(prefix: String = "bigskies") throws(ServiceError) {
        guard prefix.utf8.count <= 128, prefix.utf8.first != TopicText.dollar,
            TopicText.levels(of: prefix).allSatisfy({ Topic.isLevel($0) })
        else {
            throw ServiceError(
                .invalidRequest,
                "the topic prefix is one or more levels, at most 128 bytes, without wildcards, empty levels and leading $"
            )
        }
        self.prefix = prefix
        coordinators = prefix + "/coordinator/"
    }

    /// The topic of a route.
    ///
    /// - Parameter suffix: A suffix of the route tables, such as `security/auth/login`; it is not checked again.
    /// - Returns: `{prefix}/coordinator/{suffix}`.
    public func coordinator(_ suffix: String) -> Topic {
        Topic(trusted: coordinators + suffix)
    }

    /// The topic that a suffix from outside names.
    ///
    /// - Parameter suffix: What a person or a program typed.
    /// - Returns: `{prefix}/coordinator/{suffix}`.
    /// - Throws: `invalid_request` when that is no topic name.
    public func coordinator(checking suffix: String) throws(ServiceError) -> Topic {
        try Topic(coordinators + suffix)
    }

    /// What follows `{prefix}/coordinator/`, or nothing for topics that are elsewhere.
    public func suffix(of topic: Topic) -> String? {
        let bytes = topic.text.utf8
        guard bytes.count > coordinators.utf8.count, bytes.starts(with: coordinators.utf8) else { return nil }
        return String(Substring(bytes.dropFirst(coordinators.utf8.count)))
    }

    /// Everything below one family of the route tables, such as `telescope`; its name is not checked again.
    public func family(_ name: String) -> TopicFilter { TopicFilter(trusted: coordinators + name + "/#") }

    /// Everything that is said to and by coordinators.
    public var allCoordinators: TopicFilter { TopicFilter(trusted: coordinators + "#") }
}
