import FoundationEssentials
import Kernel
import Logging
import MQTT
import Support
import Synchronization

/// A client of the observatory over a real broker, with a private reply topic.
final class MQTTCaller: Sendable {
    /// Its id at the broker.
    let id: String
    /// The topic prefix of the observatory.
    let prefix: String

    /// The level of its own reply topics: `replies`, or `inbox` for the accounts of an encrypted listener.
    private let leaf: String
    private let client: MosquittoClient
    private let inbox: Inbox
    private let running: Task<Void, any Error>
    private let knownToken = Mutex<String?>(nil)

    private init(_ configuration: MQTTConfiguration, prefix: String, leaf: String) {
        var configuration = configuration
        configuration.backoff = Backoff(first: .milliseconds(20), cap: .milliseconds(100))
        let inbox = Inbox()
        let client = MosquittoClient(
            configuration: configuration, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            onMessage: {
                inbox.put($0)
                return true
            })
        id = configuration.clientID
        self.prefix = prefix
        self.leaf = leaf
        self.inbox = inbox
        self.client = client
        running = Task { try await client.run() }
    }

    deinit { running.cancel() }

    /// Connects to a broker.
    ///
    /// - Throws: `ServiceError` or `MQTTError` when it does not answer.
    static func connected(
        _ configuration: MQTTConfiguration, prefix: String, leaf: String = "replies"
    ) async throws -> MQTTCaller {
        let caller = MQTTCaller(configuration, prefix: prefix, leaf: leaf)
        try await caller.isConnected()
        try await caller.subscribe(caller.replies)
        return caller
    }

    /// Connects to a broker on this machine.
    static func connected(
        port: Int, prefix: String = "bigskies", id: String = "test-" + Identifier.unique()
    ) async throws -> MQTTCaller {
        guard let number = UInt16(exactly: port) else { throw ServiceError(.invalidRequest, "no port: \(port)") }
        let broker = MQTTAddress(host: "127.0.0.1", port: number)
        return try await connected(MQTTConfiguration(brokers: [broker], clientID: id), prefix: prefix)
    }

    /// Connects to the broker of a node.
    static func connected(to node: NodeProcess, id: String = "test-" + Identifier.unique()) async throws -> MQTTCaller {
        let record = try await node.record
        return try await connected(port: record.broker.port, prefix: record.prefix, id: id)
    }

    /// The private reply topic.
    var replies: String { "\(prefix)/client/\(id)/\(leaf)" }

    /// The token of the user who logged in.
    var token: String? {
        get { knownToken.withLock(\.self) }
        set { knownToken.withLock { $0 = newValue } }
    }

    /// The whole topic of a suffix.
    func topic(_ suffix: String) -> String { "\(prefix)/coordinator/\(suffix)" }

    /// The derived reply topic of a route.
    func derived(_ suffix: String) -> String {
        let levels = suffix.split(separator: "/").map(String.init)
        return topic((levels.prefix(1) + ["response"] + levels.dropFirst() + ["response"]).joined(separator: "/"))
    }

    /// Waits until there is a connection.
    func isConnected(within limit: Duration = .seconds(20)) async throws {
        do {
            // It waits in the client for a connection.
            try await client.publish(
                OutboundMessage(topic: "\(prefix)/client/\(id)/probe", qos: .atLeastOnce, deadline: limit))
        } catch MQTTError.refused {
            // A broker with rules takes it from nobody, and says so over the connection.
        }
    }

    /// Listens to a filter.
    func subscribe(_ filter: String) async throws { try await client.subscribe(filter, noLocal: false) }

    /// Publishes a message.
    func publish(_ message: OutboundMessage) async throws {
        var message = message
        message.deadline = message.deadline ?? .seconds(20)
        try await client.publish(message)
    }

    /// Sends a command and does not wait for the reply.
    ///
    /// - Returns: What was sent.
    @discardableResult
    func send(
        _ suffix: String, _ payload: JSONValue = [:], _ change: (inout Command) -> Void = { _ in }
    ) async throws -> Command {
        var command = Command(suffix: suffix, payload: payload, token: token, replyTo: .property(replies))
        change(&command)
        var message = OutboundMessage(
            topic: topic(command.suffix), payload: try command.encoded(), qos: .atLeastOnce,
            retain: command.isRetained, messageExpiry: command.messageExpiry, userProperties: command.userProperties)
        if case .property(let topic) = command.replyTo {
            message.responseTopic = topic
            message.correlationData = Data(command.correlationID.utf8)
        }
        try await publish(message)
        return command
    }

    /// Sends a command and waits for its reply.
    ///
    /// - Throws: `timeout` when there is none.
    func call(
        _ suffix: String, _ payload: JSONValue = [:], within limit: Duration = .seconds(30),
        _ change: (inout Command) -> Void = { _ in }
    ) async throws -> Answer {
        let command = try await send(suffix, payload, change)
        switch command.replyTo {
        case .property:
            return try await answer(to: suffix, within: limit) { [replies] in
                $0.topic == replies && $0.correlationData == Data(command.correlationID.utf8)
            }
        case .field(let topic):
            return try await answer(to: suffix, within: limit) {
                $0.topic == topic && (try? Answer($0))?.json["correlation_id"]?.text == command.correlationID
            }
        case .nowhere:
            let expected = derived(suffix)
            return try await answer(to: suffix, within: limit) { $0.topic == expected }
        }
    }

    /// Waits for a message on a topic.
    func answer(
        to what: String, within limit: Duration = .seconds(30),
        where isMeant: @escaping @Sendable (InboundMessage) -> Bool
    ) async throws -> Answer {
        try Answer(try await inbox.next("the reply to \(what)", within: limit, where: isMeant))
    }

    /// Waits for a message on a topic that says what is meant.
    func next(
        on topic: String, within limit: Duration = .seconds(30),
        where isMeant: @escaping @Sendable (Answer) -> Bool = { _ in true }
    ) async throws -> Answer {
        try await answer(to: topic, within: limit) { message in
            // What is no JSON is not meant.
            message.topic == topic && (try? Answer(message)).map(isMeant) == true
        }
    }

    /// What came and nobody took.
    func left(where isMeant: (InboundMessage) -> Bool) -> [InboundMessage] { inbox.left(where: isMeant) }

    /// What came to a topic and nobody took.
    func left(on topic: String) -> [InboundMessage] { inbox.left { $0.topic == topic } }

    /// A round trip through broker and node: what was sent before it has been answered.
    func fence() async throws { _ = try await call("security/auth/validate", ["token": "fence"]) }

    /// Logs in and keeps the token.
    @discardableResult
    func logIn(_ username: String, _ password: String) async throws -> Answer {
        let answer = try await call(
            "security/auth/login", ["username": .string(username), "password": .string(password)])
        token = try answer.text("token")
        return answer
    }

    /// Ends the connection.
    func disconnect() async {
        await client.disconnect()
        // It ends because it was told to.
        _ = try? await running.value
    }
}
