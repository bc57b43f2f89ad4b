import ArgumentParser
import Composition
import FoundationEssentials
import StorageEngines

/// Prints the access list for a broker that somebody else runs.
struct BrokerAccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "acl", abstract: "Print mosquitto's access list, made from the table of routes.",
        discussion: """
            It names what clients may do, and gives the nodes' accounts everything below the topic prefix. Without \
            --accounts it is for a listener whose clients choose their ids; they answer at …/client/{id}/replies.
            """)

    @Flag(help: "For a listener with use_username_as_clientid: replies go to …/client/{account}/inbox.")
    var accounts = false

    @Flag(help: "Let everybody read replies on derived topics, as shared_replies does.")
    var sharedReplies = false

    @Option(help: "The account of a node; once for each.")
    var node: [String] = ["bigskies-node"]

    @Option(help: "The configuration file, for the topic prefix.")
    var config: String?

    func run() async throws {
        var options = RunOptions(coordinators: [], environment: ProcessInfo.processInfo.environment)
        options.configurationFile = config
        try await exiting {
            let text = try Administration.brokerAccess(
                for: accounts ? .accounts : .anybody, nodes: node, sharesReplies: sharedReplies, options)
            try Output.line(text)
        }
    }
}
