/// The configuration values of the Alpaca engine, handed in by whoever owns it.
public struct AlpacaConfiguration: Sendable, Equatable {
    /// How long a read may take.
    public var pollTimeout: Duration
    /// How long a command may take.
    public var requestTimeout: Duration
    /// How often a connected device is read while it moves or has just failed.
    public var stateInterval: Duration
    /// How often a connected device is read while nothing happens.
    public var idleInterval: Duration
    /// How often a device is asked whether it is there while nobody wants it connected.
    public var healthCheckInterval: Duration
    /// The number of failed reads in a row after which a device counts as disconnected.
    public var failureThreshold: Int
    /// How long a motion may take before it is aborted.
    public var maxMotion: Duration
    /// How often a mount is asked while one of its motions is watched.
    public var motionInterval: Duration
    /// How long a mount that stands still may be away from its target before the motion has failed.
    public var settleGrace: Duration
    /// How far from its target, in degrees, a mount may settle.
    public var settleTolerance: Double
    /// How long a camera may take from the end of an exposure to its picture.
    public var maxReadout: Duration
    /// How long the transfer of a picture may take.
    public var downloadTimeout: Duration
    /// The UDP port of discovery.
    public var discoveryPort: Int
    /// How long discovery listens for replies.
    public var discoveryTimeout: Duration
    /// Servers that do not answer discovery, as URLs.
    public var staticServers: [String]
    /// Where servers may be; no other is ever called.
    public var networks: AllowedNetworks

    /// Starts from the defaults.
    public init(
        pollTimeout: Duration = .seconds(2), requestTimeout: Duration = .seconds(10),
        stateInterval: Duration = .seconds(1), idleInterval: Duration = .seconds(2),
        healthCheckInterval: Duration = .seconds(30), failureThreshold: Int = 3, maxMotion: Duration = .seconds(300),
        motionInterval: Duration = .milliseconds(250), settleGrace: Duration = .seconds(3),
        settleTolerance: Double = 0.1, maxReadout: Duration = .seconds(120), downloadTimeout: Duration = .seconds(300),
        discoveryPort: Int = 32227, discoveryTimeout: Duration = .milliseconds(1500),
        staticServers: [String] = [], networks: AllowedNetworks = AllowedNetworks()
    ) {
        self.pollTimeout = pollTimeout
        self.requestTimeout = requestTimeout
        self.stateInterval = stateInterval
        self.idleInterval = idleInterval
        self.healthCheckInterval = healthCheckInterval
        self.failureThreshold = failureThreshold
        self.maxMotion = maxMotion
        self.motionInterval = motionInterval
        self.settleGrace = settleGrace
        self.settleTolerance = settleTolerance
        self.maxReadout = maxReadout
        self.downloadTimeout = downloadTimeout
        self.discoveryPort = discoveryPort
        self.discoveryTimeout = discoveryTimeout
        self.staticServers = staticServers
        self.networks = networks
    }
}
