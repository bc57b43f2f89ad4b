import ArgumentParser
import FoundationEssentials
import Kernel
import MQTT
import Messaging

/// Prints what is published.
struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Print what is published, a topic and its payload per line, until Ctrl-C.",
        discussion: """
            bigskies watch 'health/+'
            bigskies watch 'telescope/event/#'
            bigskies watch 'node/+/presence'

            Works over the broker only, and shows what the broker lets its clients read.
            """)

    @Argument(help: "What to hear: + stands for one level, # for the rest; nothing stands for everything.")
    var filter: String = "#"

    @Option(help: ArgumentHelp("End after so many messages.", valueName: "number"))
    var count: Int?

    @OptionGroup(title: "Which observatory") var client: ClientOptions

    func validate() throws {
        guard count.map({ $0 > 0 }) ?? true else { throw ValidationError("--count is 1 or more") }
    }

    func run() async throws {
        try await exiting {
            let target = try ClientTarget.resolve(client, environment: ProcessInfo.processInfo.environment)
            guard let broker = target.broker else {
                throw ServiceError(.unavailable, "no broker is known; name one with --broker")
            }
            let filter = try target.space.watched(filter)
            let (messages, inbox) = AsyncStream.makeStream(
                of: InboundMessage.self, bufferingPolicy: .bufferingOldest(100_000))
            let link = try await BrokerLink.open(
                broker.configuration(clientID: Identifier.unique(), attempts: 0), filters: [filter.text],
                onMessage: {
                    if case .enqueued = inbox.yield($0) { true } else { false }
                }, onLoss: { say("the connection to the broker is lost; trying again") })
            try await Self.print(messages, most: count ?? .max)
            await link.close()
        }
    }

    private static func print(_ messages: AsyncStream<InboundMessage>, most: Int) async throws {
        var left = most
        for await message in messages {
            try Output.line("\(message.topic) \(line(message.payload))".harmless)
            left -= 1
            if left == 0 { return }
        }
    }

    // One line for each message, also when the sender laid its JSON out on several.
    private static func line(_ payload: Data) -> String {
        guard payload.contains(UInt8(ascii: "\n")), let json = try? WireJSON.decode(JSONValue.self, from: payload),
            let text = try? WireJSON.text(json)
        else { return String(decoding: payload, as: UTF8.self) }  // no JSON: as it is
        return text
    }
}

extension TopicSpace {
    /// The filter that somebody typed: below `{prefix}/coordinator/` unless it says where.
    ///
    /// - Parameter text: `#`, a filter that begins with the prefix, with `coordinator/`, `node/` or `client/`, or one
    ///   below `coordinator/` such as `health/+`.
    /// - Returns: The filter.
    /// - Throws: `invalid_request` that names the rule it breaks.
    func watched(_ text: String) throws(ServiceError) -> TopicFilter {
        if text.hasPrefix(prefix + "/") { return try TopicFilter(text) }
        let isPlaced = text == "#" || ["coordinator/", "node/", "client/"].contains { text.hasPrefix($0) }
        return try TopicFilter(isPlaced ? "\(prefix)/\(text)" : coordinator(text).text)
    }
}
