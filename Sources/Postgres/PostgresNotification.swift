/// A message that the server passed on from `NOTIFY`.
public struct PostgresNotification: Sendable, Equatable {
    /// The channel.
    public let channel: String
    /// The text that came with it, empty if none.
    public let payload: String
    /// The server process that sent it.
    public let processID: Int32

    /// Describes a notification.
    public init(channel: String, payload: String, processID: Int32) {
        self.channel = channel
        self.payload = payload
        self.processID = processID
    }
}
