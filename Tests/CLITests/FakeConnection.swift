import Access
import FoundationEssentials
import Kernel
import Messaging
import Synchronization

@testable import CLI

/// A connection whose answers a test gives, and which remembers what was asked.
final class FakeConnection: ClientConnection {
    /// What was asked.
    struct Asked: Sendable {
        var topic: String
        var token: String?
        var payload: JSONValue
    }

    let place = "nowhere"
    let sharesClock = false
    private let asked = Mutex<[Asked]>([])
    private let answer: @Sendable (Asked) throws -> JSONValue

    init(_ answer: @escaping @Sendable (Asked) throws -> JSONValue) { self.answer = answer }

    var history: [Asked] { asked.withLock { $0 } }

    func ask(_ topic: Topic, _ request: WireRequest, within limit: Duration) async throws -> JSONValue {
        let entry = Asked(topic: topic.text, token: request.credentials.token, payload: request.payload)
        asked.withLock { $0.append(entry) }
        return try answer(entry)
    }

    func close() async {}
}

/// A directory that is removed with the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/cli-" + Identifier.hex(8)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }  // what is left is the system's to clean
}

/// The reply to a login.
func loginReply(_ token: String, user: String = "ada", expiresAt: Date) -> JSONValue {
    let far = JSONValue.string(Timestamp.text(expiresAt.addingTimeInterval(3600)))
    return [
        "success": true, "token": .string(token), "expires_at": .string(Timestamp.text(expiresAt)),
        "refresh_token": .string("refresh-" + token), "refresh_expires_at": far, "must_change_password": false,
        "user": [
            "id": "6f0c0000-0000-4000-8000-000000000000", "username": .string(user), "email": "", "enabled": true,
            "roles": [], "groups": [], "created_at": far, "updated_at": far,
        ],
    ]
}
