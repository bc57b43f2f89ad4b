import FoundationEssentials
import Glibc
import Kernel
import MQTT
import Support
import Synchronization
import Testing

/// A request with one bad field, and what must come of it.
struct BadInputTrial: Sendable {
    /// What must come of a request.
    enum Outcome: Sendable {
        /// `invalid_request` with the field's name.
        case refusedNaming
        /// `invalid_request`.
        case refused
        /// Taken, or refused for a reason that is the sender's.
        case harmless
        /// `not_found`.
        case notFound
    }

    let example: BadInputExample
    let field: String
    let changes: [String: String?]
    let outcome: Outcome

    init(_ example: BadInputExample, _ field: String, _ changes: [String: String?], _ outcome: Outcome) {
        self.example = example
        self.field = field
        self.changes = changes
        self.outcome = outcome
    }

    /// What is wrong with an answer; nil when nothing is.
    func fault(of answer: Answer) -> String? {
        let isAsExpected =
            switch outcome {
            case .refusedNaming:
                answer.code == "invalid_request"
                    && (answer.error.contains(field) || answer.details["field"]?.text?.contains(field) == true)
            case .refused: answer.code == "invalid_request"
            case .notFound: answer.code == "not_found"
            case .harmless: answer.succeeded || Self.harmless.contains(answer.code ?? "")
            }
        let leak = Self.leak(in: answer, besides: changes.values.compactMap(\.self).joined(separator: " "))
        guard !isAsExpected || leak != nil else { return nil }
        let sent = changes.map { "\($0)=\($1?.prefix(40) ?? "(left out)")" }.joined(separator: " ")
        let said = answer.succeeded ? "success" : "\(answer.code ?? "nothing"): \(answer.error.prefix(160))"
        return "\(example.suffix) \(sent) -> \(said)\(leak.map { ", which tells \($0)" } ?? "")"
    }

    /// What a reply, a success too, tells of the inside, if it does.
    ///
    /// - Parameters:
    ///   - answer: The reply.
    ///   - sent: What the sender wrote: to hear that again tells nothing.
    /// - Returns: The words.
    static func leak(in answer: Answer, besides sent: String = "") -> String? {
        let told = String(decoding: answer.message.payload, as: UTF8.self).lowercased()
        let sent = sent.lowercased()
        // Not by `contains`: lists are long, and there are thousands of replies.
        return inside.first { strstr(told, $0) != nil && strstr(sent, $0) == nil }
    }

    private static let harmless = [
        "invalid_request", "not_found", "conflict", "invalid_state", "unauthenticated", "forbidden",
    ]
    // As JSON has it. Never three letters alone: a cursor or a key may have them by chance.
    private static let inside = [
        "select ", "insert into", "update set", "delete from", "violates", "duplicate key", "sqlstate",
        #"relation \""#, "syntax error", " pg_", "\"pg_", "(pg_", ".pg_", "postgres", "/work/", "/home/", "/tmp/",
        "/var/lib", ".swift", "fatal error", "backtrace", "codingpath", "decodingerror", "swift.",
    ]
}

/// A node for bad requests, and things that they may name.
struct BadInputStage: Sendable {
    /// Kept, because a node ends with whoever holds it.
    let node: NodeProcess
    let admin: MQTTCaller
    /// What stands for `{telescope}` and the like.
    let things: [String: String]

    private static let common = Mutex<Task<BadInputStage, any Error>?>(nil)

    /// The stage, set up at the first call.
    static func shared() async throws -> BadInputStage {
        let start = common.withLock { start in
            if let start { return start }
            let first = Task { try await BadInputStage() }
            start = first
            return first
        }
        return try await start.value
    }

    private init() async throws {
        node = try await NodeProcess.started()
        let admin = try await node.administrator()
        _ = try await admin.call(
            "config/update/message-coordinator", ["config_key": "rate_limit", "config_value": 0]
        ).value()
        self.admin = admin
        things = try await Self.makeThings(admin)
    }

    /// Things that a request may name, made anew: those of the stage have been changed by others.
    static func makeThings(_ admin: MQTTCaller) async throws -> [String: String] {
        let name = "n" + Identifier.hex(8)
        let role = try await admin.call("security/role/create", ["name": .string(name)]).value()
        let group = try await admin.call("security/group/create", ["name": .string(name)]).value()
        let permission = try await admin.call(
            "security/permission/create", ["resource": .string(name), "action": "read"]
        ).value()
        let site = try await admin.call(
            "telescope/site/create",
            ["name": .string(name), "latitude": 1, "longitude": 1, "elevation": 1, "timezone": "UTC"])
        let service: JSONValue = ["id": .string(name), "name": "n", "endpoint": "http://127.0.0.1:1"]
        _ = try await admin.call("service/event/register", service).value()
        return [
            "user": try await admin.makeUser().id, "role": try #require(role["role"]?["name"]?.text),
            "group": try #require(group["group"]?["name"]?.text),
            "permission": try #require(permission["permission"]?["id"]?.text), "site": try site.text("id"),
            "telescope": try await admin.makeTelescope(["visibility": "public"]), "service": name,
        ]
    }

    /// Sends JSON as it stands and waits for the reply.
    func ask(_ suffix: String, _ payload: String) async throws -> Answer {
        let id = Identifier.unique()
        let token = try WireJSON.text(JSONValue.string(admin.token ?? ""))
        let text = #"{"message_id":"\#(id)","token":\#(token),"payload":\#(payload)}"#
        while true {
            let answer = try await admin.call(suffix, within: .seconds(60)) { $0.bytes = Data(text.utf8) }
            guard answer.code == "too_many_requests" else { return answer }
            // Public routes share a limit per second.
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Makes trials, some at a time, and tells all that went wrong.
    func expect(_ trials: [BadInputTrial]) async throws {
        let (width, things) = (16, things)
        var faults: [String] = []
        try await withThrowingTaskGroup(of: String?.self) { group in
            for (number, trial) in trials.enumerated() {
                if number >= width, let fault = try await group.next() { fault.map { faults.append($0) } }
                group.addTask {
                    let payload = trial.example.payload(trial.changes, with: things)
                    return trial.fault(of: try await ask(trial.example.suffix, payload))
                }
            }
            for try await fault in group { fault.map { faults.append($0) } }
        }
        #expect(!trials.isEmpty)
        let told = faults.sorted().joined(separator: "\n")
        #expect(faults.isEmpty, "\(faults.count) of \(trials.count):\n\(told)")
    }
}
