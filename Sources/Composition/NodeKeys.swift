import Kernel
import Logging
import Postgres
import Secrets
import SecurityEngines

/// The keys of a node at its start: found, made for a new installation, or missed.
struct NodeKeys: Sendable {
    private let source: KeySource
    private let logger: Logger

    init(_ source: KeySource, logger: Logger) {
        self.source = source
        self.logger = logger
    }

    /// The keeper that every part of the node uses; the installation's secrets are sealed and open when this returns.
    ///
    /// - Parameters:
    ///   - pool: The installation's database.
    ///   - time: Where time comes from.
    /// - Returns: The keeper.
    /// - Throws: `ServerExit` 78 naming the file and the cure when a secret cannot be decrypted.
    func settle(in pool: PostgresPool, time: TimeSource) async throws -> SecretKeeper {
        do {
            return try await InstallationSecrets.settle(in: pool, at: time.date()) { try keeper(for: $0) }
        } catch let error as ServiceError {
            throw ServerExit(.configuration, "the key file \(source.path): \(error.message)")
        }
    }

    private func keeper(for inUse: KeysInUse) throws -> SecretKeeper {
        guard let ring = try source.read() else { return try made(for: inUse) }
        let missing = Set(inUse.secrets.keys).subtracting(ring.names).sorted()
        guard missing.isEmpty else {
            throw ServerExit(
                .configuration,
                "secrets of this installation are encrypted under \(missing.joined(separator: ", ")), "
                    + "which is not in \(source.path); \(cure)")
        }
        return source.keeper(ring)
    }

    /// A new key, where nothing was encrypted before.
    private func made(for inUse: KeysInUse) throws -> SecretKeeper {
        guard inUse.isEmpty else {
            throw ServerExit(
                .configuration,
                "there is no key file \(source.path), and this installation has secrets under "
                    + "\(inUse.names.sorted().joined(separator: ", ")); \(cure)")
        }
        let ring = KeyRing(current: .random())
        try source.write(ring)
        logger.notice("a key file was made, keep a copy of it", metadata: ["key.file": "\(source.path)"])
        return source.keeper(ring)
    }

    private var cure: String {
        "copy the file from another node (bigskies node pack) or a backup, or set \(KeySource.variable) as it is set there"
    }
}
