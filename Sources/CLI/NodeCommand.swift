import ArgumentParser
import Composition
import FoundationEssentials

/// Carries what a node needs to a second machine.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Carry what a node needs to a second machine.",
        subcommands: [NodePackCommand.self, NodeUnpackCommand.self])
}

/// Makes the file.
struct NodePackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Make an account for a second node, and pack it with all that node needs.",
        discussion: """
            The file, mode 0600, holds the installation's keys, the database's password, the certificate of the \
            authority, a new account at this node's broker and a configuration. Whoever has it is a node: carry it by a \
            way that you trust, and delete it. bigskies broker user remove ACCOUNT takes the account back.
            """)

    @Argument(help: "The name of the second node: 1 to 48 lower-case letters, digits and hyphens.")
    var name: String

    @Option(help: "What the second machine calls this one by: a name or an address.")
    var host: String = ProcessInfo.processInfo.hostName

    @Option(help: "The file; else NAME.pack in this directory.")
    var output: String?

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let options = RunOptions(at: place, environment: ProcessInfo.processInfo.environment)
        try await exiting {
            let path = output ?? "\(name).pack"
            let packed = try await Administration.packNode(name, host: host, to: path, options)
            try Output.line("\(path) is for the node \(name): bigskies node unpack \(path)")
            try Output.line("its account at the broker is \(packed.account)")
            if !packed.isInForce { say("no broker knows the account yet; the next start of the node does") }
        }
    }
}

/// Places the files.
struct NodeUnpackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpack", abstract: "Put what was packed into this machine's data directory.")

    @Argument(help: "The file.")
    var file: String

    @Option(help: "The data directory; else $BIGSKIES_DATA_DIR, else /var/lib/bigskies as root, else the user's own.")
    var dataDir: String?

    func run() async throws {
        var options = RunOptions(coordinators: [], environment: ProcessInfo.processInfo.environment)
        options.dataDirectory = dataDir
        try await exiting {
            let placed = try Administration.unpackNode(file, options)
            try Output.line("the node \(placed.node) is ready to start; its files are only for it, delete \(file)")
            try Output.line("try: bigskies run --only telescope --config \(placed.configuration)")
        }
    }
}
