import Foundation
import Glibc
import Kernel
import Support

/// The socket of a node on its own machine, asked one question after another: no program has to start for one.
actor NodeSocket {
    private nonisolated let executor = BlockingExecutor(label: "bigskies.benchmark")
    private let descriptor: Int32

    /// The executor that the blocking calls run on.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Connects.
    ///
    /// - Throws: `ServiceError` when nobody listens there.
    init(_ path: String) throws {
        descriptor = try LocalSocket.connected(to: path)
    }

    deinit { close(descriptor) }

    /// Asks and waits for the answer.
    ///
    /// - Returns: The answer's payload, a refusal too.
    /// - Throws: `ServiceError` when there is none.
    func ask(_ suffix: String, _ payload: [String: JSONValue], token: String? = nil) throws -> JSONValue {
        var members: [String: JSONValue] = [
            "topic": .string(suffix), "message_id": .string(Identifier.unique()), "payload": .object(payload),
        ]
        members["token"] = token.map { .string($0) }
        var line = try WireJSON.encode(JSONValue.object(members))
        line.append(0x0A)
        let sent = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard sent == line.count else { throw ServiceError(.unavailable, "\(suffix) cannot be asked") }
        var heard = Data()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while heard.last != 0x0A {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw ServiceError(.unavailable, "no answer to \(suffix)") }
            heard.append(contentsOf: chunk.prefix(count))
        }
        let answer = try WireJSON.decode(JSONValue.self, from: heard)
        return answer["payload"] ?? answer
    }
}
