import ArgumentParser
import Composition
import FoundationEssentials

/// Runs the bootstrap coordinator alone: brings the schema up to date and publishes where the credentials are.
struct BootstrapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Run the bootstrap coordinator alone: schema, then credentials for the other nodes.",
        version: Version.current)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var logging: LoggingOptions

    @Option(help: "The password file; else database.passfile of the configuration.")
    var pgpass: String?

    @Flag(help: "Check the configuration and the credentials, and do nothing else.")
    var validate = false

    @Flag(help: "Leave the schema as it is.")
    var skipMigrations = false

    @Flag(help: "Publish the credentials and leave the schema as it is.")
    var publishOnly = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = logging.start(place, environment: environment)
        var options = RunOptions(coordinators: ["bootstrap"], environment: environment)
        options.configurationFile = place.config
        options.dataDirectory = place.dataDir
        options.passwordFile = pgpass
        options.skipsMigrations = skipMigrations || publishOnly
        try await exiting {
            guard !validate else {
                for line in try Administration.validate(options) { print(line) }
                return
            }
            try await Server(options, logger: logger, tell: tell).run()
        }
    }
}
