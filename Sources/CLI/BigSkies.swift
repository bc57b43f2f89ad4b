import ArgumentParser
import Composition

/// The one executable of the observatory.
@main
struct BigSkies: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bigskies", abstract: "The observatory control framework.",
        discussion: "Completions for your shell: bigskies --generate-completion-script bash (or zsh, fish).",
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Nodes",
                subcommands: [
                    RunCommand.self, SimulateCommand.self, BootstrapCommand.self, AdminCommand.self,
                    AuditCommand.self, CertCommand.self, SecretsCommand.self, BrokerCommand.self, NodeCommand.self,
                ]),
            CommandGroup(
                name: "Clients",
                subcommands: [CallCommand.self, WatchCommand.self, StatusCommand.self, StopCommand.self]),
            CommandGroup(name: "Reference", subcommands: [RoutesCommand.self, ConfigCommand.self]),
        ])
}
