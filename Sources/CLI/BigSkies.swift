import ArgumentParser
import Composition

/// The one executable of the observatory.
@main
struct BigSkies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bigskies", abstract: "The observatory control framework.", version: Version.current,
        subcommands: [RunCommand.self, BootstrapCommand.self])
}
