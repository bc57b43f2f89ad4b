import FoundationEssentials
import Glibc
import Kernel
import Support

/// The socket of a node on its own machine, spoken with bare hands: one JSON envelope a line.
struct ControlDoor: Sendable {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Sends a command and waits for its reply.
    ///
    /// - Throws: `ServiceError` when the socket does not answer.
    func ask(
        _ suffix: String, _ payload: JSONValue, token: String? = nil, apiKey: String? = nil
    ) async throws -> Answer {
        var members: [String: JSONValue] = [
            "topic": .string(suffix), "message_id": .string(Identifier.unique()), "payload": payload,
        ]
        members["token"] = token.map { .string($0) }
        members["api_key"] = apiKey.map { .string($0) }
        let line = try WireJSON.encode(JSONValue.object(members)) + [0x0A]
        let path = path
        let text = try await withDeadline(.seconds(30), "the reply to \(suffix)") {
            try await Task.detached { try Self.exchange(line, at: path) }.value
        }
        return try Answer(line: text)
    }

    private static func exchange(_ line: Data, at path: String) throws -> String {
        let descriptor = try LocalSocket.connected(to: path)
        defer { close(descriptor) }
        guard line.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == line.count else {
            throw ServiceError(.unavailable, "cannot write to \(path)")
        }
        var heard: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1 {
            if byte == 0x0A { return String(decoding: heard, as: UTF8.self) }
            heard.append(byte)
        }
        throw ServiceError(.unavailable, "no reply from \(path)")
    }
}
