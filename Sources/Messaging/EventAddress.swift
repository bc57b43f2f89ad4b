public import Kernel

/// Where a client hears events that are meant for it alone.
///
/// A client of the plain listener may call itself anything, also like an account. So what an account hears is, like its
/// replies, below a leaf that the broker opens to accounts only: `inbox-events`. It is no branch of `inbox`, because a client
/// that calls itself `alice/inbox` may read `client/alice/inbox/events/#`.
public struct EventAddress: Hashable, Sendable {
    /// The levels between the prefix and what the event is about: `client/{id}/events` or `client/{id}/inbox-events`.
    let branch: String

    /// The address beside a client's own id.
    ///
    /// - Parameter id: The client's id.
    /// - Throws: `invalid_request` when the id is no level of a topic.
    public init(client id: String) throws(ServiceError) {
        guard Topic.isLevel(id) else { throw TopicSpace.noClient }
        branch = "client/\(id)/events"
    }

    /// The address of whoever hears replies at some place; nil for a node.
    public init?(besideReplies kind: ReplyAddress.Kind) {
        switch kind {
        case .client(let id): branch = "client/\(id)/events"
        case .account(let name): branch = "client/\(name)/inbox-events"
        case .node: return nil
        }
    }
}

extension TopicSpace {
    /// Where a client hears what happens to a telescope that only some may see.
    ///
    /// - Parameters:
    ///   - address: The client.
    ///   - kind: `state`, `motion`, `safety`, `camera` or `session`.
    ///   - telescope: The telescope's id.
    /// - Returns: `{prefix}/client/{id}/events/telescope/{kind}/{telescope}`, for accounts `inbox-events`.
    /// - Throws: `invalid_request` when one of them is no level of a topic.
    public func events(at address: EventAddress, kind: String, telescope: String) throws(ServiceError) -> Topic {
        guard Topic.isLevel(kind), Topic.isLevel(telescope) else {
            throw ServiceError(.invalidRequest, "kind and telescope must each be one level of a topic")
        }
        return try Topic("\(prefix)/\(address.branch)/telescope/\(kind)/\(telescope)")
    }

    /// All that a client hears of a telescope.
    ///
    /// - Parameters:
    ///   - address: The client.
    ///   - telescope: The telescope's id.
    /// - Returns: `{prefix}/client/{id}/events/telescope/+/{telescope}`, for accounts `inbox-events`.
    /// - Throws: `invalid_request` when the id is no level of a topic.
    public func allEvents(at address: EventAddress, telescope: String) throws(ServiceError) -> TopicFilter {
        try TopicFilter("\(prefix)/\(address.branch)/telescope/+/\(telescope)")
    }

    /// Where an administrator's client hears what happens to logins.
    ///
    /// - Parameters:
    ///   - address: The client.
    ///   - kind: `account` or `logins`.
    /// - Returns: `{prefix}/client/{id}/events/security/{kind}`, for accounts `inbox-events`.
    /// - Throws: `invalid_request` when the kind is no level of a topic.
    public func securityEvents(at address: EventAddress, kind: String) throws(ServiceError) -> Topic {
        guard Topic.isLevel(kind) else { throw ServiceError(.invalidRequest, "kind must be one level of a topic") }
        return try Topic("\(prefix)/\(address.branch)/security/\(kind)")
    }

    /// All that an administrator's client hears of logins.
    ///
    /// - Parameter address: The client.
    /// - Returns: `{prefix}/client/{id}/events/security/+`, for accounts `inbox-events`.
    /// - Throws: `invalid_request` when that is no filter.
    public func allSecurityEvents(at address: EventAddress) throws(ServiceError) -> TopicFilter {
        try TopicFilter("\(prefix)/\(address.branch)/security/+")
    }
}
