import ArgumentParser
import Composition
import FoundationEssentials

/// What an operator does with certificates.
struct CertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cert", abstract: "Look after certificates.",
        discussion: "To make and list them: bigskies call security/cert/request, security/cert/list",
        subcommands: [AuthorityCommand.self])
}

/// Prints the certificate that clients trust.
struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "Print the certificate of the installation's authority, for clients to trust.",
        discussion:
            "It is the file ca.pem of the node's data directory; elsewhere bigskies call security/cert/list has it.")

    @OptionGroup var place: PlaceOptions

    func run() async throws {
        let options = RunOptions(at: place, environment: ProcessInfo.processInfo.environment)
        try await exiting {
            try Output.line(try Administration.authorityPEM(options))
        }
    }
}
