import ArgumentParser
import Composition
import FoundationEssentials

/// What an operator does with the keys of the installation, on a node's own machine.
struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Look after the keys that the installation's secrets are encrypted under.",
        subcommands: [SecretsRotateCommand.self, SecretsListCommand.self, SecretsKeepCommand.self])
}

/// Encrypts every secret under a new key.
struct SecretsRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Encrypt every secret anew under a new key, and sign tokens with a new one.",
        discussion: """
            The new key goes into secrets/keys in the data directory; the older ones stay in it, because password hashes \
            move at the next login of each account and backups hold what was made before. Copy the file to the machines of \
            the other nodes. The node must be running, and reads the file by itself. Exit codes: 0 done; 69 no node runs \
            here; 78 the keys are elsewhere or one is missing.
            """)

    @Flag(help: "Believe no token that was signed before, after a theft: clients refresh theirs or log in again.")
    var endTokens = false

    @OptionGroup var beside: BesideNodeOptions

    func run() async throws {
        let (options, logger) = beside.start()
        try await exiting {
            for line in try await Administration.rotateSecrets(endingTokens: endTokens, options, logger: logger) {
                try Output.line(line)
            }
        }
    }
}

/// Shows which keys there are and what still depends on each.
struct SecretsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the keys by name, and how many secrets and password hashes each has.",
        discussion: "The node must be running. No key is shown.")

    @OptionGroup var beside: BesideNodeOptions

    func run() async throws {
        let (options, logger) = beside.start()
        try await exiting {
            let rows = try await Administration.listKeys(options, logger: logger).map {
                [$0.name, $0.state, "\($0.secrets)", "\($0.passwords)"]
            }
            try Output.line(TextTable(["key", "state", "secrets", "passwords"], rows).text)
        }
    }
}

/// Moves the key of the environment into the file.
struct SecretsKeepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keep", abstract: "Write the key of $BIGSKIES_PASSWORD_SECRET into the key file.",
        discussion: "The nodes can then be started without the variable, and the keys can be rotated.")

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let options = RunOptions(at: place, environment: ProcessInfo.processInfo.environment)
        try await exiting { try Output.line(try Administration.keepSecrets(options)) }
    }
}
