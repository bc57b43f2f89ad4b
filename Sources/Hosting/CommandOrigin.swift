public import Access
public import Kernel
public import Messaging

/// Where the running command came from, for a handler that goes on speaking to whoever sent it.
public struct CommandOrigin: Sendable {
    /// The running command's; nil outside of a handler.
    @TaskLocal public static var current: CommandOrigin?

    /// Where the client that the private reply address names hears events; nil without one.
    public let events: EventAddress?
    /// What the command showed, to be looked at again later; kept in memory only and never logged.
    public let credentials: Credentials
    /// Where it entered.
    public let door: Door

    init(_ frame: Frame) {
        events = frame.replyAddress.flatMap { EventAddress(besideReplies: $0.kind) }
        // Of a request that a node passes on the credentials are the node's and say nothing about the user's.
        credentials = frame.header.onBehalfOf == nil ? frame.header.credentials : Credentials()
        door = frame.door
    }

    /// Where the events that the running command asks for are heard.
    ///
    /// - Parameter client: What the request calls the client, when its reply address does not.
    /// - Returns: The address.
    /// - Throws: `invalid_request` naming the field when neither does.
    public static func events(client: String?) throws(ServiceError) -> EventAddress {
        // A name that is none is refused also where it is not needed.
        let named = try client.map { client throws(ServiceError) in try EventAddress(client: client) }
        if let address = current?.events ?? named { return address }
        throw ServiceError(
            .invalidRequest, "use a private reply topic, or name client_id: events go to topics of the client's own",
            details: ["field": "client_id"])
    }
}
