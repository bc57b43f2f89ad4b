import ArgumentParser
import Composition
import FoundationEssentials
import Settings

/// What concerns configuration files.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check configuration files.", subcommands: [ValidateCommand.self])
}

/// Checks a configuration file.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check a configuration file.",
        discussion: """
            Says what is wrong with its line and the cure, an unknown key with the one that was probably meant, and \
            exits with 78; with 0 when nothing is wrong. Variables such as ${MQTT_PASSWORD} are taken from the \
            environment.
            """)

    @Argument(help: "The file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    func run() async throws {
        do throws(ConfigurationError) {
            _ = try BootstrapFile.load(path: file, environment: ProcessInfo.processInfo.environment)
        } catch {
            // As compilers write it, so that editors find the lines.
            for problem in error.problems { say(bare: problem.description.harmless) }
            throw ExitCode(ServerExit.Code.configuration.rawValue)
        }
        try Output.line("\(file) is right")
    }
}
