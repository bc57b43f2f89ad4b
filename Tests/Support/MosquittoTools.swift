import FoundationEssentials
public import Kernel

/// The programs `mosquitto_pub` and `mosquitto_sub`, used as a person at a shell uses them.
public struct MosquittoTools: Sendable {
    private let port: Int
    private let client: String
    private let prefix: String

    /// Names a broker on this machine and a client id.
    public init(port: Int, client: String = "shell-" + Identifier.hex(12), prefix: String = "bigskies") {
        self.port = port
        self.client = client
        self.prefix = prefix
    }

    /// The client's private reply topic.
    public var replies: String { "\(prefix)/client/\(client)/replies" }

    /// Publishes a message.
    ///
    /// - Throws: `ServiceError` with what the program said when it fails.
    public func publish(_ topic: String, _ message: String, _ options: [String] = []) async throws {
        let result = try await Program.run(
            "mosquitto_pub", ["-p", "\(port)", "-q", "1", "-t", topic, "-s"] + options, input: message)
        guard result.status == 0 else { throw ServiceError(.internal, "mosquitto_pub: \(result.error)") }
    }

    /// Waits for messages on a topic.
    ///
    /// - Returns: The messages, one a line.
    /// - Throws: `ServiceError` when there are too few in the time.
    public func messages(_ count: Int = 1, on topic: String, within seconds: Int = 50) async throws -> [String] {
        let result = try await Program.run(
            "mosquitto_sub", ["-p", "\(port)", "-t", topic, "-C", "\(count)", "-W", "\(seconds)"])
        guard result.status == 0 else { throw ServiceError(.timeout, "mosquitto_sub on \(topic): \(result.error)") }
        return result.lines
    }

    /// Sends a command with `mosquitto_pub` and takes the reply from `mosquitto_sub`, as the README shows it.
    ///
    /// - Parameters:
    ///   - suffix: The command's topic after `coordinator/`.
    ///   - command: The message; `reply_to` is added.
    /// - Returns: The reply.
    /// - Throws: `ServiceError` when there is none.
    public func ask(_ suffix: String, _ command: [String: JSONValue]) async throws -> JSONValue {
        let script = """
            heard=$(mktemp)
            trap 'rm -f "$heard"' EXIT
            stdbuf -oL mosquitto_sub -d -p "$1" -i "$2" -t "$3" -C 1 -W 50 >"$heard" &
            until grep -q SUBACK "$heard"; do sleep 0.01; done
            mosquitto_pub -p "$1" -t "$4" -q 1 -m "$5"
            wait $!
            grep '^{' "$heard"
            """
        let message = command.merging(["reply_to": .string(replies)]) { own, _ in own }
        let result = try await Program.run(
            "sh",
            [
                "-c", script, "ask", "\(port)", client, replies, "\(prefix)/coordinator/\(suffix)",
                try WireJSON.text(message),
            ])
        guard let line = result.lines.first else {
            throw ServiceError(.timeout, "no reply to \(suffix): \(result.error)")
        }
        return try WireJSON.decode(JSONValue.self, from: .init(line.utf8))
    }
}
