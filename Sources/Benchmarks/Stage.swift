import Foundation
import Glibc
import Kernel
import Support

/// A broker, a database and nodes on them, each of them real.
struct Stage: Sendable {
    /// The broker, which has no rules.
    let broker: BrokerProcess
    /// The database.
    let database: TestDatabase
    private let folder: String
    private let prefix = "bigskies"
    private let secret = Identifier.hex(64)

    /// Starts the servers.
    ///
    /// - Throws: When they do not start.
    init() async throws {
        broker = try await BrokerProcess.started()
        database = try await PostgresServer.shared().database()
        folder = NSTemporaryDirectory() + "bsbench-" + Identifier.hex(8)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try write("*:*:*:\(database.user):unused\n", to: ".pgpass")
        try write(
            """
            database:
              host: \(database.host)
              port: \(database.port)
              database: \(database.name)
              user: \(database.user)
              passfile: \(folder)/.pgpass
            mqtt:
              broker_url: tcp://127.0.0.1
              broker_port: \(broker.port)
              topic_prefix: \(prefix)

            """, to: "bootstrap.yaml")
    }

    /// Where the first arguments of the C clients lead.
    var address: [String] { ["127.0.0.1", "\(broker.port)"] }

    /// A private reply topic.
    var replies: String { "\(prefix)/client/benchmark/replies" }

    /// Writes a file that only we may read.
    ///
    /// - Returns: Its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let path = folder + "/" + name
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw ServiceError(.internal, "cannot write \(path)") }
        return path
    }

    /// Starts a node and waits until it is ready.
    ///
    /// - Parameter coordinators: What follows `bigskies run`.
    /// - Returns: The node, and how long it took in milliseconds.
    /// - Throws: `ServiceError` with the end of its log when it is not ready in time.
    func node(_ coordinators: [String] = ["--all"]) async throws -> (program: Companion, took: Double) {
        let name = Self.name(coordinators)
        let data = "\(folder)/\(name)"
        let log = "\(folder)/\(name).log"
        let program = try Companion.sibling("bigskies")
        let clock = ContinuousClock()
        let start = clock.now
        let node = try await Companion.started(
            program,
            ["run"] + coordinators + [
                "--data-dir", data, "--config", folder + "/bootstrap.yaml", "--node", name,
            ], environment: ["DATABASE_URL": database.url, "BIGSKIES_PASSWORD_SECRET": secret], log: log)
        while clock.now - start < .seconds(30), kill(node.pid, 0) == 0 {
            // The node removes the file when it stops, so this is no predecessor's.
            if access(data + "/run/node.json", R_OK) == 0 { return (node, (clock.now - start) / .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(1))
        }
        await node.stop()
        // Without a log there is nothing to add.
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        throw ServiceError(.unavailable, "the node was not ready: \(text.suffix(2000))")
    }

    /// The socket of a node, by what follows its `bigskies run`.
    func socket(of coordinators: [String]) -> String { "\(folder)/\(Self.name(coordinators))/run/control.sock" }

    /// The first administrator's password, by what follows `bigskies run` of the node that made it.
    ///
    /// - Throws: When there is none.
    func administratorPassword(madeBy coordinators: [String] = ["--all"]) throws -> String {
        let file = "\(folder)/\(Self.name(coordinators))/secrets/admin-password"
        return String(try String(contentsOfFile: file, encoding: .utf8).prefix { !$0.isNewline })
    }

    /// The first administrator's token.
    ///
    /// - Throws: When the login is refused.
    func administratorToken() async throws -> String {
        let answer = try await call(
            "security/auth/login", ["username": "admin", "password": .string(try administratorPassword())])
        guard let token = answer["token"]?.text else { throw ServiceError(.internal, "no token: \(answer)") }
        return token
    }

    /// Sends a command with `mosquitto_rr`.
    ///
    /// - Returns: The reply.
    /// - Throws: When there is none, or it says that the command failed.
    func call(_ suffix: String, _ payload: [String: JSONValue]) async throws -> JSONValue {
        let program = PeerProgram(
            program: "mosquitto_rr",
            arguments: [
                "-V", "5", "-h", "127.0.0.1", "-p", "\(broker.port)", "-q", "1", "-W", "20", "-t", topic(suffix),
                "-e", replies, "-m", try WireJSON.text(payload),
            ])
        let answer = try WireJSON.decode(JSONValue.self, from: Data(try await program.output().utf8))
        guard answer["success"] == true else { throw ServiceError(.internal, "\(suffix): \(answer)") }
        return answer
    }

    /// A command's topic.
    func topic(_ suffix: String) -> String { [prefix, "coordinator", suffix].joined(separator: "/") }

    /// What the node of these coordinators is called.
    private static func name(_ coordinators: [String]) -> String {
        coordinators.joined(separator: "-").filter { $0.isLetter }
    }

    /// Removes what was written.
    func remove() async {
        await broker.stop()
        // A leftover in /tmp is no reason to fail.
        try? FileManager.default.removeItem(atPath: folder)
    }
}
