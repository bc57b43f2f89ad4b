/// What a listener has to tell.
public enum NotificationEvent: Sendable, Equatable {
    /// The server passed a message on.
    case notification(PostgresNotification)
    /// The connection is gone: messages may be missed from now on.
    case lost
    /// Messages are heard again: whoever keeps a copy reads it anew before trusting it.
    case restored
}
