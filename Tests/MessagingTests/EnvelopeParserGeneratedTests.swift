import FoundationEssentials
import Kernel
import Messaging
import Support
import Testing

/// Whatever comes in: it is read or refused as `invalid_request`, and nothing stops the program.
@Suite struct EnvelopeParserGeneratedTests {
    private struct Request: Codable, Sendable {
        let id: UUID?
        let count: Int8?
        let rate: Double?
        let names: [String]?
        let nested: [String: [Int]]?
        let any: JSONValue?
    }

    private static let models = [
        #"{"message_id":"m-1","type":"command","source":"a","timestamp":"2026-01-16T21:04:05.123Z","payload":{"id":"7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa","count":7,"rate":-1.5e3,"names":["a\n\u00e9"],"nested":{"x":[1,2]},"any":{"a":[null,true]}}}"#,
        #"{"message_id":"m","token":"t","reply_to":"r","id":"7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa","count":1}"#,
        #"{"correlation_id":"c","expires_at":"2026-01-16T21:04:05Z","payload":{"names":[],"any":9223372036854775807}}"#,
    ]

    private func read(_ bytes: Data) {
        do throws(ServiceError) {
            let message = try EnvelopeParser().parse(bytes)
            let frame = try Frame.test(.json(message.json, isEnveloped: message.isEnveloped), header: message.header)
            _ = try frame.decode(Request.self, aliases: ["thing_id": "id"])
            _ = try frame.payloadObject()
        } catch {
            #expect(error.code == .invalidRequest, "\(error) for \(Array(bytes))")
            #expect(!error.message.isEmpty)
        }
    }

    @Test func mutatedMessagesAreReadOrRefused() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<GeneratedInputs.count {
            var bytes = Data(Self.models[Int.random(in: Self.models.indices, using: &random)].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
            read(bytes)
        }
    }

    @Test func randomBytesAreRefused() {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<GeneratedInputs.count {
            let bytes = (0..<Int.random(in: 1...64, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            read(Data(bytes))
        }
    }

    @Test func randomTokensAreReadOrRefused() {
        let tokens = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\"payload\"", "\"message_id\"", "\"type\"", "null", "true",
            "1e999",
            "-0", "1", "\"a\"", " ", "\\u", "\"\\ud800\"", "\"id\"", "\u{FEFF}", "é", "\"timestamp\"", "0x1", "NaN",
        ]
        var random = SeededGenerator(seed: 3)
        for _ in 0..<GeneratedInputs.count {
            let text = (0..<Int.random(in: 1...24, using: &random)).map { _ in
                tokens[Int.random(in: tokens.indices, using: &random)]
            }
            read(Data(text.joined().utf8))
        }
    }

    @Test func deepNestingIsRefusedBeforeItIsParsed() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let depth = Int.random(in: 1...50_000, using: &random)
            let opening = Bool.random(using: &random) ? "[" : #"{"payload":"#
            read(Data(String(repeating: opening, count: depth).utf8.prefix(262_144)))
        }
    }

    private func mutate(_ bytes: inout Data, _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[]:,\"\\0-e".utf8).randomElement(using: &random) ?? 0, at: place)
        case 3: bytes = bytes.prefix(place)
        default:
            let end = Int.random(in: place...bytes.count, using: &random)
            bytes.insert(contentsOf: Data(bytes[place..<end]), at: place)
        }
        bytes = Data(bytes)
    }
}
