import ArgumentParser
import Composition

/// What an operator does on the node's own machine.
struct AdminCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Look after an installation, on the node's own machine.",
        subcommands: [ResetPasswordCommand.self])
}

/// Gives an account a new password.
struct ResetPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-password",
        abstract: "Give an account a new random password, print it, and end the account's logins.",
        discussion: "The node must be running. Change the password afterwards: bigskies call security/user/password -")

    @Argument(help: "The account.")
    var user: String = "admin"

    @OptionGroup var beside: BesideNodeOptions

    func run() async throws {
        let (options, logger) = beside.start()
        try await exiting {
            try Output.line(try await Administration.resetPassword(of: user, options, logger: logger))
        }
    }
}
