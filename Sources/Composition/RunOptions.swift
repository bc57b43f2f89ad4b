/// What the command line and the environment say about a run.
public struct RunOptions: Sendable {
    /// The coordinators that this node hosts, in the catalog's order.
    public var coordinators: [String]
    /// The node's name, when given.
    public var node: String?
    /// The configuration file, when given.
    public var configurationFile: String?
    /// The data directory, when given.
    public var dataDirectory: String?
    /// The password file that replaces the configured one.
    public var passwordFile: String?
    /// Leaves the schema as it is.
    public var skipsMigrations = false
    /// Brings a simulated observatory.
    public var simulates = false
    /// The process environment.
    public var environment: [String: String]

    /// Describes a run.
    ///
    /// - Parameters:
    ///   - coordinators: The coordinators that this node hosts.
    ///   - environment: The process environment.
    public init(coordinators: [String], environment: [String: String]) {
        self.coordinators = coordinators
        self.environment = environment
    }
}
