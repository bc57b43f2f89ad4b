import FoundationEssentials
import Kernel
public import Logging
import Secrets
import SecurityEngines

extension Administration {
    /// One of the keys of an installation, and what was made under it.
    public struct KeyStanding: Sendable {
        /// Its name.
        public let name: String
        /// Where it is on this machine: `current`, `older`, or `missing`.
        public let state: String
        /// How many secrets are encrypted under it.
        public let secrets: Int
        /// How many password hashes were made with it.
        public let passwords: Int
    }

    /// Encrypts every secret of the installation anew, under a new key that goes into this machine's key file.
    ///
    /// - Parameters:
    ///   - endsTokens: Whether no token is believed that was signed before.
    ///   - options: Where configuration and data are; the node must be running.
    ///   - logger: Where parts log.
    /// - Returns: What was done, a line each.
    /// - Throws: `ServerExit` with the cure.
    public static func rotateSecrets(
        endingTokens endsTokens: Bool, _ options: RunOptions, logger: Logger
    ) async throws -> [String] {
        try await withDatabase(options, logger) { pool in
            let source = try ServerConfiguration.settle(options).keys
            guard source.given == nil else {
                throw ServerExit(
                    .configuration,
                    "\(KeySource.variable) is the current key, so the file cannot bring another; "
                        + "run: bigskies secrets keep; then start the nodes without the variable and rotate again")
            }
            let done = try await InstallationSecrets.rotate(in: pool, at: Date(), endingTokens: endsTokens) {
                guard let ring = try source.readFile() else {
                    throw ServerExit(
                        .configuration,
                        "there is no key file \(source.path); if the node has \(KeySource.variable), set it here too")
                }
                return ring
            } write: {
                try source.write($0)
            }
            let minutes = InstallationSecrets.grace.components.seconds / 60
            let haste = endsTokens ? "now: until then they believe no token" : "within \(minutes) minutes"
            return done.secrets.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value) encrypted anew" } + [
                "the current key is \(done.key); password hashes move at the next login",
                "copy \(source.path) to the same place on every other node's machine \(haste)",
            ]
        }
    }

    /// Writes the key of the variable into the key file, so that the nodes can go on without the variable.
    ///
    /// - Parameter options: Where configuration and data are.
    /// - Returns: What was done.
    /// - Throws: `ServerExit` with the cure.
    public static func keepSecrets(_ options: RunOptions) throws -> String {
        do {
            let source = try ServerConfiguration.settle(options).keys
            guard source.given != nil, let ring = try source.read() else {
                throw ServerExit(.configuration, "\(KeySource.variable) is not set; set it as the nodes have it")
            }
            try source.write(ring)
            return "\(source.path) has the key \(ring.current.id) as its current one"
        } catch {
            throw Server.exit(for: error)
        }
    }

    /// The keys of the installation, the current one first.
    ///
    /// - Parameters:
    ///   - options: Where configuration and data are; the node must be running.
    ///   - logger: Where parts log.
    /// - Returns: The keys, those that are in use and not on this machine last.
    /// - Throws: `ServerExit` with the cure.
    public static func listKeys(_ options: RunOptions, logger: Logger) async throws -> [KeyStanding] {
        try await withDatabase(options, logger) { pool in
            let inUse = try await KeysInUse.read(in: pool)
            let ring = try ServerConfiguration.settle(options).keys.read()
            func standing(_ name: String, _ state: String) -> KeyStanding {
                KeyStanding(
                    name: name, state: state, secrets: inUse.secrets[name] ?? 0, passwords: inUse.passwords[name] ?? 0)
            }
            let here = (ring?.all.map(\.id) ?? [])
            return here.enumerated().map { standing($0.element, $0.offset == 0 ? "current" : "older") }
                + inUse.names.subtracting(here).sorted().map { standing($0, "missing") }
        }
    }
}
