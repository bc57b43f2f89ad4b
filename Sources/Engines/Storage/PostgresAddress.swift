/// Where the managed database answers, as libpq wants to be told.
public struct PostgresAddress: Sendable, Equatable {
    /// The directory of the socket.
    public let host: String
    /// The number in the socket's name.
    public let port: Int
    /// The database.
    public let database: String
    /// The role that owns the database.
    public let user: String
    /// The file with the password, in the form of `.pgpass`.
    public let passfile: String
}
