import Kernel
import MQTT
import Support
import Synchronization

/// One node whose broker has both listeners, for tests of what clients may do to each other there.
struct GuardedStation: Sendable {
    let node: NodeProcess
    /// The listener for other machines.
    let network: MQTTAddress

    private static let common = Mutex<Task<GuardedStation, any Error>?>(nil)

    /// The node, started at the first call.
    static func shared() async throws -> GuardedStation {
        let start = common.withLock { start in
            if let start { return start }
            let first = Task {
                let port = LoopbackPort.free()
                return GuardedStation(
                    node: try await NodeProcess.started(configuration: "mqtt:\n  listen: 0.0.0.0:\(port)\n"),
                    network: MQTTAddress(host: "127.0.0.1", port: port, tls: true))
            }
            start = first
            return first
        }
        return try await start.value
    }

    /// A client at the listener for other machines, with a new account.
    ///
    /// - Parameters:
    ///   - name: The account, and so the client's id.
    ///   - id: What the client says that its id is; nil for the account.
    ///   - isNode: Whether it may do what nodes may.
    /// - Returns: The client.
    /// - Throws: `internal` when there is no account, `ServiceError` or `MQTTError` when the broker does not answer.
    func account(_ name: String, claiming id: String? = nil, isNode: Bool = false) async throws -> MQTTCaller {
        var configuration = MQTTConfiguration(
            brokers: [network], clientID: id ?? name, username: name,
            password: try await password(name, isNode: isNode))
        configuration.tls = MQTTTLS(caFile: authority)
        return try await MQTTCaller.connected(configuration, prefix: try await node.record.prefix, leaf: "inbox")
    }

    /// Makes an account and returns its password.
    func password(_ name: String, isNode: Bool = false) async throws -> String {
        let words = ["broker", "user", "add", name, "--data-dir", node.directory] + (isNode ? ["--node"] : [])
        let added = try await Program.run(try Program.bigskies(), words)
        guard added.status == 0, let password = added.lines.first else {
            throw ServiceError(.internal, "no account \(name): \(added.error)")
        }
        return password
    }

    /// What its certificate is checked against.
    var authority: String { node.directory + "/ca.pem" }
}
