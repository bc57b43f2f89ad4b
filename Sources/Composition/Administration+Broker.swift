import Contracts
import Kernel
import Messaging
import Settings
public import StorageEngines

extension Administration {
    /// What became of a change of the broker's accounts.
    public struct BrokerChange: Sendable {
        /// The password of an account that was made.
        public let password: String?
        /// Whether a broker knows it already; false when none runs, and the next start makes it known.
        public let isInForce: Bool
    }

    /// Makes an account for a machine or a program.
    ///
    /// - Parameters:
    ///   - name: 1 to 48 lower-case letters, digits and hyphens.
    ///   - isNode: Whether it is a node's, which may do everything below the topic prefix.
    ///   - options: Where configuration and data are.
    /// - Returns: The password.
    /// - Throws: `invalid_request` or `conflict` for the name, `ServerExit` for the configuration.
    public static func addBrokerUser(_ name: String, isNode: Bool, _ options: RunOptions) async throws -> BrokerChange {
        try await changeBrokerUsers(options) { try $0.add(name, isNode: isNode) }
    }

    /// Removes an account; who uses it is disconnected.
    ///
    /// - Throws: `not_found`, or `ServerExit` for the configuration.
    public static func removeBrokerUser(_ name: String, _ options: RunOptions) async throws -> BrokerChange {
        try await changeBrokerUsers(options) {
            try $0.remove(name)
            return nil
        }
    }

    /// The broker's accounts.
    ///
    /// - Throws: `ServerExit` with the cure.
    public static func brokerUsers(_ options: RunOptions) throws -> [BrokerAccounts.Entry] {
        try managed(options).directory.brokerAccounts().entries
    }

    /// The access list of a broker that somebody else runs.
    ///
    /// - Parameters:
    ///   - kind: Whether its clients have accounts that are their ids.
    ///   - nodes: The names of the nodes' accounts.
    ///   - sharesReplies: Whether everybody may read the replies on derived topics.
    ///   - options: Where the configuration is.
    /// - Returns: The text of mosquitto's file.
    /// - Throws: `invalid_request` for a name that no account can have, `ServerExit` with the cure.
    public static func brokerAccess(
        for kind: BrokerAccess.Kind, nodes: [String], sharesReplies: Bool, _ options: RunOptions
    ) throws -> String {
        for node in nodes { try checkAccountName(node) }
        do {
            let path = BootstrapFile.path(option: options.configurationFile, environment: options.environment)
            let file =
                try path.map { try BootstrapFile.load(path: $0, environment: options.environment) } ?? BootstrapFile()
            let space = try TopicSpace(prefix: file.mqtt?.topicPrefix ?? "bigskies")
            return try BrokerRights.access(in: space, sharesReplies: sharesReplies).text(for: kind, nodes: nodes)
        } catch {
            throw Server.exit(for: error)
        }
    }

    // At another broker an account may be called as its password file (`name:hash`) and the line of the list allow; a
    // second line would give rights that nobody meant.
    private static func checkAccountName(_ name: String) throws(ServiceError) {
        guard SoughtLimits.allows(name), !name.contains(":") else {
            throw ServiceError(
                .invalidRequest, "the name of a broker account \(SoughtLimits.requirement), and without a colon")
        }
    }

    private static func changeBrokerUsers(
        _ options: RunOptions, _ change: (inout BrokerAccounts) throws -> String?
    ) async throws -> BrokerChange {
        let directory = try managed(options).directory
        let (mark, password) = try directory.changeBrokerAccounts(change)
        // A node that is just starting reads them as well, and says so when its broker is there.
        let end = ContinuousClock.now + .seconds(10)
        while try !directory.brokerHasTakenIn(mark) {
            guard NodeFile.read(directory.nodeFile) != nil, ContinuousClock.now < end else {
                return BrokerChange(password: password, isInForce: false)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return BrokerChange(password: password, isInForce: true)
    }

    private static func managed(_ options: RunOptions) throws -> ServerConfiguration {
        let configuration: ServerConfiguration
        do {
            configuration = try ServerConfiguration.settle(options)
        } catch {
            throw Server.exit(for: error)
        }
        guard case .managed = configuration.broker else {
            throw ServerExit(
                .configuration,
                "the configuration names a broker that somebody else runs; make its accounts there (mosquitto_passwd), "
                    + "bigskies broker acl prints its access list")
        }
        return configuration
    }
}
