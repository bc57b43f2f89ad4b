import CertificateEngines
import FoundationEssentials
import Kernel
import Logging
import MQTT
import Messaging
import StorageEngines
import Support
import Testing

@testable import Composition

/// A managed broker with both listeners, its rights made from the table of routes, and looked at as in a node.
struct BrokerBench: Sendable {
    let directory: DataDirectory
    let broker: ManagedBroker
    let address: BrokerAddress
    let network: MQTTAddress
    let folder: String

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs a test with a broker, and removes it.
    static func with(
        time: TimeSource = .system, _ body: (BrokerBench) async throws -> Void
    ) async throws {
        let folder = "/tmp/bb-\(Identifier.hex(8))"
        // The server's user must be able to pass through.
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer {
            do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
        }
        let directory = try DataDirectory.resolve(option: folder + "/data", environment: [:])
        try directory.prepare()
        let port = LoopbackPort.free()
        let first = try certificate(in: folder, "first")
        let broker = ManagedBroker(
            directory: directory, port: .automatic,
            network: ServerNetwork(host: "127.0.0.1", port: Int(port)) { first },
            access: try access(sharesReplies: true), inspector: BrokerInspector(time: .system), logger: quiet,
            time: time)
        let address = try await broker.start()
        let bench = BrokerBench(
            directory: directory, broker: broker, address: address,
            network: MQTTAddress(host: "127.0.0.1", port: port, tls: true), folder: folder)
        let kept = Task { try await broker.run() }
        do {
            try await body(bench)
        } catch {
            await broker.stop()
            _ = await kept.result
            throw error
        }
        await broker.stop()
        _ = await kept.result
    }

    /// The rights of a node's broker.
    static func access(sharesReplies: Bool) throws -> BrokerAccess {
        BrokerRights.access(in: try TopicSpace(prefix: "sky"), sharesReplies: sharesReplies)
    }

    /// A certificate for this machine, and the file with which clients check it.
    static func certificate(in folder: String, _ name: String) throws -> ServerCertificate {
        let plan = CertificatePlan(names: try [SubjectName("127.0.0.1", field: "name")])
        let issued = try IssuedCertificate.selfSigned(plan, at: Date())
        try Data(issued.chainPEM.utf8).write(to: URL(filePath: "\(folder)/\(name).pem"))
        return ServerCertificate(chain: issued.chainPEM, key: issued.privateKeyPEM)
    }

    /// How a client reaches the listener for this machine.
    func local(as name: String? = nil, _ password: String? = nil, id: String = Identifier.unique()) -> MQTTConfiguration
    {
        MQTTConfiguration(
            brokers: [MQTTAddress(host: address.host, port: UInt16(clamping: address.port))], clientID: id,
            username: name, password: password)
    }

    /// How a client reaches the listener for other machines.
    func remote(as name: String?, _ password: String?, trusting authority: String = "first") -> MQTTConfiguration {
        var configuration = MQTTConfiguration(
            brokers: [network], clientID: Identifier.unique(), username: name, password: password)
        configuration.tls = MQTTTLS(caFile: "\(folder)/\(authority).pem")
        return configuration
    }

    /// Makes an account and waits until the broker knows it.
    func account(_ name: String, isNode: Bool = false) async throws -> String {
        let (mark, password) = try directory.changeBrokerAccounts { try $0.add(name, isNode: isNode) }
        try await inForce(mark)
        return password
    }

    /// Waits until the broker knows some accounts.
    func inForce(_ mark: String) async throws {
        try await eventually("the accounts") { try directory.brokerHasTakenIn(mark) }
    }

    /// A look at a listener as strangers have it.
    func probe(_ address: MQTTAddress) throws -> BrokerProbe {
        BrokerProbe(address, in: try TopicSpace(prefix: "sky"))
    }
}

/// Awaits a condition that another process brings about.
func eventually(_ what: String, _ isTrue: @Sendable @escaping () async throws -> Bool) async throws {
    try await withDeadline(.seconds(60), what) {
        while try await !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
    }
}

/// A client that stays connected, and what it hears.
final class BrokerClient: Sendable {
    let client: MosquittoClient
    private let work: Task<Void, any Error>
    private let heard: AsyncStream<InboundMessage>

    /// Connects.
    init(_ configuration: MQTTConfiguration) async throws {
        let (messages, hear) = AsyncStream<InboundMessage>.makeStream()
        let (changes, signal) = AsyncStream<MQTTConnectionState>.makeStream()
        let client = MosquittoClient(
            configuration: configuration, logger: BrokerBench.quiet,
            onMessage: { message in
                hear.yield(message)
                return true
            }, onConnectionChange: { signal.yield($0) })
        self.client = client
        heard = messages
        work = Task { try await client.run() }
        try await withDeadline(.seconds(30), "the connection") {
            for await state in changes where state.isConnected { return }
        }
    }

    /// The next message that it hears.
    func next() async throws -> InboundMessage {
        let heard = heard
        return try await withDeadline(.seconds(30), "a message") {
            for await message in heard { return message }
            throw ServiceError(.unavailable, "the client has ended")
        }
    }

    /// Ends it.
    func end() async {
        await client.disconnect()
        _ = await work.result
    }
}
