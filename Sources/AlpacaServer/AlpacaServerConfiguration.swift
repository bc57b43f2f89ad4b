/// Where a server listens and what it takes.
public struct AlpacaServerConfiguration: Sendable, Hashable {
    /// The address to listen at: a loopback address, one of the machine's own, or `0.0.0.0` or `::` for all.
    public var host: String
    /// The TCP port; 0 takes any that is free.
    public var port: Int
    /// The UDP port on which clients that search are answered; nil answers nobody.
    public var discoveryPort: Int?
    /// Whether only clients of the machine's own networks are answered when they search.
    public var isLocalOnly: Bool
    /// How long a connection may be silent before it is closed.
    ///
    /// Pollers come every few seconds: a server that hangs up between two polls makes clients see broken connections.
    public var idleTimeout: Duration
    /// The largest body of a request in bytes.
    public var largestBody: Int
    /// The most connections at a time; more wait to be accepted.
    public var mostConnections: Int

    /// Describes a server.
    public init(
        host: String = "127.0.0.1", port: Int = 11111, discoveryPort: Int? = nil, isLocalOnly: Bool = true,
        idleTimeout: Duration = .seconds(300), largestBody: Int = 1 << 20, mostConnections: Int = 512
    ) {
        self.host = host
        self.port = port
        self.discoveryPort = discoveryPort
        self.isLocalOnly = isLocalOnly
        self.idleTimeout = idleTimeout
        self.largestBody = largestBody
        self.mostConnections = mostConnections
    }
}
