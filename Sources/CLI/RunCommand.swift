import ArgumentParser
import Composition
import FoundationEssentials
import Logging

/// Runs a node.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a node: all coordinators, or those of one domain.",
        discussion: """
            Without a configuration the node starts a PostgreSQL and an MQTT broker of its own below the data directory.
            Ends with SIGTERM or SIGINT; a second signal ends it at once.
            """)

    @Flag(help: "Host every coordinator.")
    var all = false

    @Option(help: ArgumentHelp("Leave these out of --all.", valueName: "name,…"))
    var except: NameList?

    @Option(help: ArgumentHelp("Host only these.", valueName: "name,…"))
    var only: NameList?

    @Flag(help: "Bring a simulated observatory: a telescope with ten devices, ready to slew.")
    var simulate = false

    @Option(help: "The node's name: 1 to 48 of a-z, 0-9 and -.")
    var node: String?

    @OptionGroup var place: PlaceOptions
    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        guard all != (only != nil) else { throw ValidationError("give either --all or --only NAME[,NAME…]") }
        guard except == nil || all else { throw ValidationError("--except goes with --all") }
        for name in (only?.names ?? []) + (except?.names ?? []) where !CoordinatorCatalog.names.contains(name) {
            throw ValidationError(
                "there is no coordinator \(name); there are \(CoordinatorCatalog.names.joined(separator: ", "))")
        }
        guard !chosen.isEmpty else { throw ValidationError("no coordinator is left to host") }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = logging.start(place, environment: environment)
        var options = RunOptions(coordinators: chosen, environment: environment)
        options.node = node
        options.configurationFile = place.config
        options.dataDirectory = place.dataDir
        options.simulates = simulate
        try await exiting {
            try await Server(options, logger: logger, tell: tell).run()
        }
    }

    private var chosen: [String] {
        CoordinatorCatalog.names.filter { name in
            if let only { only.names.contains(name) } else { except?.names.contains(name) != true }
        }
    }
}
