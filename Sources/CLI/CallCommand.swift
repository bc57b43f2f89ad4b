import ArgumentParser
import Composition
import FoundationEssentials
import Hosting
import Kernel
import Messaging

/// Sends a command and prints its reply.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "Send a command, wait for the reply and print it.",
        discussion: """
            bigskies call message/health/get
            bigskies call --user admin telescope/status/get '{"telescope_id":"…"}'
            bigskies call security/user/password - < request.json

            \(ServiceError.Code.exitCodes)
            """)

    @Argument(help: "The topic, with or without what all topics begin with; bigskies routes lists them.")
    var topic: String

    @Argument(help: "The request, a JSON object; - reads it from standard input.")
    var json: String = "{}"

    @Option(help: ArgumentHelp("How long to wait; 32, or 310 when the request says wait.", valueName: "seconds"))
    var wait: WaitLimit?

    @Flag(help: "Print the reply on one line.")
    var compact = false

    @OptionGroup var session: SessionOptions

    func run() async throws {
        try await exiting {
            let payload = try RequestText(json).payload()
            let limit = wait ?? WaitLimit(for: payload)
            let reply = try await session.inSession { session, target, _ in
                let command = try target.space.command(topic)
                do {
                    return try await session.ask(command, payload, within: limit.duration)
                } catch let error as ServiceError where [.forbidden, .timeout].contains(error.code) {
                    throw Self.explained(error, target.space.suffix(of: command) ?? topic)
                }
            }
            try Output.line(compact ? try WireJSON.text(reply) : try WireJSON.prettyText(reply))
        }
    }

    // A broker keeps back what no coordinator listens to, so that no node can say that there is no such topic.
    private static func explained(_ error: ServiceError, _ suffix: String) -> ServiceError {
        let isKnown = CoordinatorCatalog.routes.contains { route in
            ([route.suffix] + TopicAliases.spellings(of: route.suffix)).contains(suffix)
        }
        guard !isKnown else { return error }
        return ServiceError(
            .notFound, "\(error.message); this version knows no such topic, bigskies routes lists them")
    }
}

extension TopicSpace {
    /// The topic of a command as somebody typed it, with or without `{prefix}/coordinator/`.
    ///
    /// - Parameter text: What was typed.
    /// - Returns: The topic.
    /// - Throws: `invalid_request` when it is no topic.
    func command(_ text: String) throws(ServiceError) -> Topic {
        let topic = try Topic(text)
        return try suffix(of: topic) == nil ? coordinator(checking: text) : topic
    }
}
