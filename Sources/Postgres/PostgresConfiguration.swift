/// Where the database is and how to log in.
public struct PostgresConfiguration: Sendable, Equatable {
    /// A host name or address, or the directory of a unix socket when it begins with a slash.
    public var host: String
    /// The port, also part of the name of a unix socket.
    public var port: Int
    /// The database.
    public var database: String
    /// The user.
    public var user: String
    /// The password; nil leaves it to libpq, which looks into its environment and `.pgpass`.
    public var password: String?
    /// `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`.
    public var sslmode: String?
    /// The file with the client's certificate.
    public var sslcert: String?
    /// The file with the client's private key.
    public var sslkey: String?
    /// The file with the certificates of the authorities to trust.
    public var sslrootcert: String?
    /// How long making a connection may take.
    public var connectTimeout: Duration = .seconds(5)
    /// How long a statement may take unless it is given its own limit.
    public var statementTimeout: Duration = .seconds(30)
    /// The name under which the server lists the session.
    public var applicationName = "bigskies"
    /// Further parameters of libpq, taken from a URL.
    public var additional: [String: String] = [:]

    /// Describes a database.
    public init(
        host: String, port: Int = 5432, database: String, user: String, password: String? = nil,
        sslmode: String? = nil, sslcert: String? = nil, sslkey: String? = nil, sslrootcert: String? = nil
    ) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.sslmode = sslmode
        self.sslcert = sslcert
        self.sslkey = sslkey
        self.sslrootcert = sslrootcert
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The place and the user, without the password.
    public var description: String { "\(user)@\(host):\(port)/\(database)" }

    /// The place and the user, without the password.
    public var debugDescription: String { description }

    /// Nothing, so that `dump` cannot show the password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
