public import Access
import Messaging

/// Where the running command came from, for a handler that goes on speaking to whoever sent it.
public struct CommandOrigin: Sendable {
    /// The running command's; nil outside of a handler.
    @TaskLocal public static var current: CommandOrigin?

    /// The id of the client that the private reply address names; nil without one.
    public let client: String?
    /// What the command showed, to be looked at again later; kept in memory only and never logged.
    public let credentials: Credentials
    /// Where it entered.
    public let door: Door

    init(_ frame: Frame) {
        client =
            switch frame.replyAddress?.kind {
            case .client(let id), .account(let id): id
            case .node, nil: nil
            }
        // Of a request that a node passes on the credentials are the node's and say nothing about the user's.
        credentials = frame.header.onBehalfOf == nil ? frame.header.credentials : Credentials()
        door = frame.door
    }
}
