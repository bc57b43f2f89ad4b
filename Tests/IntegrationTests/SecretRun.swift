import FoundationEssentials
import Glibc
import Kernel
import MQTT
import Support

/// A run of a node during which secrets are used, and everything that the run left behind.
final class SecretRun {
    let node: NodeProcess
    let admin: MQTTCaller
    /// What was used or got.
    private(set) var secrets: [Secret] = []
    private var said = Data()

    init(_ node: NodeProcess, _ admin: MQTTCaller) {
        self.node = node
        self.admin = admin
    }

    /// Remembers a secret; what is too short to be one is a mistake in the test.
    ///
    /// - Throws: `ServiceError` naming what is missing.
    func keep(_ name: String, _ value: String?) throws {
        guard let value, value.utf8.count >= 12 else { throw ServiceError(.notFound, "no secret to keep: \(name)") }
        secrets.append(Secret(name, value))
    }

    /// Runs `bigskies` on the node's machine and remembers what it said.
    ///
    /// - Parameters:
    ///   - words: The command.
    ///   - printsSecret: Whether it is to print a secret, so that only what it says beside that is looked at.
    ///   - environment: Variables to set.
    /// - Returns: How it ended.
    /// - Throws: `ServiceError` with its words when it failed.
    @discardableResult
    func bigskies(
        _ words: String..., printsSecret: Bool = false, environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        var arguments = words + ["--data-dir", node.directory]
        let file = node.path("bootstrap.yaml")
        if FileManager.default.fileExists(atPath: file) { arguments += ["--config", file] }
        let result = try await Program.run(
            try Program.bigskies(), arguments, environment: environment.merging(["HOME": node.directory]) { $1 })
        guard result.status == 0 else { throw ServiceError(.internal, "\(words): \(result.error)") }
        said += Data(((printsSecret ? "" : result.output) + result.error).utf8)
        return result
    }

    /// Remembers a reply in which there is no secret.
    func hear(_ answer: Answer) { said += answer.message.payload }

    /// A fresh password, remembered.
    func password(_ name: String) throws -> String {
        let value = "correct horse " + Identifier.hex(20)
        try keep(name, value)
        return value
    }

    /// Remembers the tokens of a login.
    @discardableResult
    func keepTokens(_ name: String, _ answer: Answer) throws -> (token: String, refresh: String) {
        let both = (try answer.text("token"), try answer.text("refresh_token"))
        try keep("\(name): token", both.0)
        try keep("\(name): signature of the token", both.0.split(separator: ".").last.map(String.init))
        try keep("\(name): refresh token", both.1)
        return both
    }

    /// Remembers what lies in the node's own directory of secrets: the words of each line of each file.
    func keepFiles() throws {
        let folder = node.directory + "/secrets"
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            // A directory has no content.
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            // A certificate is shown to everybody.
            guard !text.contains("BEGIN CERTIFICATE") else { continue }
            for line in text.split(whereSeparator: \.isNewline)
            where !line.hasPrefix("#") && !line.hasPrefix("-----") {
                // A line of .pgpass ends with the password, one of the key file with the key.
                guard let word = line.split(whereSeparator: { $0 == ":" || $0 == " " }).last, word.count >= 12 else {
                    continue
                }
                try keep("secrets/\(file)", String(word))
            }
        }
    }

    /// Everything that the run produced, by where it is: logs, tables, files, command lines.
    func places(_ more: [String: Data] = [:]) async throws -> [String: Data] {
        var places = more
        places["what commands said"] = said
        places["log"] = Data(node.log.utf8)
        for (table, rows) in try await tables() { places["table \(table)"] = rows }
        for file in try FileManager.default.subpathsOfDirectory(atPath: node.directory) {
            let first = file.split(separator: "/").first
            // What holds secrets by design has modes of its own, tested elsewhere.
            guard first != "secrets", first != "pg", first != "broker" else { continue }
            // Sockets and directories have no content.
            places["file \(file)"] = FileManager.default.contents(atPath: "\(node.directory)/\(file)")
        }
        var commands = Data()
        for process in try FileManager.default.contentsOfDirectory(atPath: "/proc") where Int32(process) != nil {
            let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()  // it has ended
            if line.says(Data(node.directory.utf8)) { commands += line + [0x0A] }
        }
        places["command lines"] = commands
        return places
    }

    /// What was said where, in words that do not say it.
    func leaks(in places: [String: Data]) -> [String] {
        places.flatMap { place, text in secrets.filter { $0.isIn(text) }.map { "\($0.name) in \(place)" } }.sorted()
    }

    private func tables() async throws -> [String: Data] {
        let names = try await sql("select tablename from pg_tables where schemaname = 'public'")
        var tables: [String: Data] = [:]
        for name in names.split(whereSeparator: \.isNewline) {
            tables[String(name)] = Data(try await sql("select t::text from \"\(name)\" t").utf8)
        }
        return tables
    }

    /// What the database says to somebody with the node's own account.
    func sql(_ statement: String) async throws -> String {
        let database = try await node.record.database
        let result = try await Program.run(
            "psql",
            [
                "-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-h", database.host, "-p", "\(database.port)",
                "-U", database.user, "-d", database.name, "-c", statement,
            ], environment: ["PGPASSFILE": database.passfile ?? "/dev/null"])
        guard result.status == 0 else { throw ServiceError(.internal, "psql: \(result.error)") }
        return result.output
    }
}
