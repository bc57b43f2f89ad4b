import FoundationEssentials
import Kernel
public import Logging
import Messaging
import Postgres
public import SecurityEngines
import Settings
import StorageEngines

/// What an operator does on the node's own machine, beside the running node.
public enum Administration {
    /// Gives an account a new random password and ends its sessions.
    ///
    /// - Parameters:
    ///   - username: The account.
    ///   - options: Where configuration and data are; the database must be running.
    ///   - logger: Where parts log.
    /// - Returns: The password.
    /// - Throws: `ServerExit` with the cure.
    public static func resetPassword(of username: String, _ options: RunOptions, logger: Logger) async throws -> String
    {
        try await withDatabase(options, logger) { pool in
            let configuration = try ServerConfiguration.settle(options)
            let secrets = try await NodeKeys(configuration.keys, logger: logger).settle(in: pool, time: .system)
            return try await audited(
                "admin/reset-password", on: username, node: configuration.node.text, pool, logger
            ) {
                try await AccountSecurityEngine(pool: pool, secrets: secrets, logger: logger)
                    .resetPassword(of: username)
            }
        }
    }

    /// Follows the chains of the audit trail from their beginning.
    ///
    /// - Parameters:
    ///   - node: The node whose chain is followed; all when nil.
    ///   - options: Where configuration and data are; the database must be running.
    ///   - logger: Where parts log.
    /// - Returns: What was found; this node's own chain is also compared with what it remembers in its data directory.
    /// - Throws: `ServerExit` with the cure.
    public static func verifyAudit(
        of node: String?, _ options: RunOptions, logger: Logger
    ) async throws -> AuditReport {
        try await withDatabase(options, logger) { pool in
            let configuration = try ServerConfiguration.settle(options)
            let secrets = try configuration.keys.read().map(configuration.keys.keeper)
            let head = try AuditHead.read(configuration.directory.auditHeadFile)
            return try await AuditVerifier(pool: pool, secrets: secrets).verify(
                node: node, heads: [head].compactMap(\.self))
        }
    }

    /// Checks the configuration and the credentials of a node without starting it.
    ///
    /// - Parameter options: What the command line and the environment say.
    /// - Returns: What was found, a line each.
    /// - Throws: `ServerExit` with the cure.
    public static func validate(_ options: RunOptions) throws -> [String] {
        do {
            let configuration = try ServerConfiguration.settle(options)
            var lines = ["node \(configuration.node), topics begin with \(configuration.space.prefix)/"]
            switch configuration.database {
            case .managed: lines.append("database: the node's own, in \(configuration.directory.path)")
            case .url(let url): lines.append("database: \(url)")
            case .external(_, let path):
                let access = try DatabaseAccess.configured(configuration)
                lines.append("database: \(access.configuration), password file \(path ?? "(none)")")
            }
            switch configuration.broker {
            case .managed: lines.append("broker: the node's own")
            case .external(let mqtt):
                lines.append("broker: \(mqtt.brokers.map { "\($0.host):\($0.port)" }.joined(separator: ", "))")
            }
            return lines
        } catch {
            throw Server.exit(for: error)
        }
    }

    static func withDatabase<Value>(
        _ options: RunOptions, _ logger: Logger, _ work: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        do {
            let pool = PostgresPool(configuration: try database(options), logger: logger)
            do {
                let value = try await work(pool)
                await pool.shutdown()
                return value
            } catch {
                await pool.shutdown()
                throw error
            }
        } catch {
            throw Server.exit(for: error)
        }
    }

    // A node that runs knows best where its database is.
    private static func database(_ options: RunOptions) throws -> PostgresConfiguration {
        let file = try BootstrapFile.path(option: options.configurationFile, environment: options.environment)
            .map { try BootstrapFile.load(path: $0, environment: options.environment) }
        let directory = try DataDirectory.resolve(
            option: options.dataDirectory ?? file?.dataDirectory, environment: options.environment)
        guard let node = NodeFile.read(directory.nodeFile) else {
            throw ServerExit(
                .unavailable, "no node runs on \(directory.path); start it, or name its directory with --data-dir")
        }
        let configuration = try ServerConfiguration.settle(options)
        guard case .managed = configuration.database else {
            return try DatabaseAccess.configured(configuration).configuration
        }
        var section = BootstrapFile.Database()
        (section.host, section.port, section.name, section.user) =
            (node.database.host, node.database.port, node.database.name, node.database.user)
        return try DatabaseAccess.access(section, node.database.passfile, configuration).configuration
    }
}
