import Access
import FoundationEssentials
import Kernel
import Messaging
import Testing

@Suite struct WireStatementTests {
    private let now = Date(timeIntervalSince1970: 1_768_597_445.123)

    private func write(_ kind: Publication.Kind) throws -> JSONValue {
        let publication = Publication(
            topic: try Topic("a/b"), payload: ["state": "parked"], kind: kind, source: "coordinator:telescope")
        return try WireJSON.decode(JSONValue.self, from: WireJSON.encode(WireStatement(publication, now: now)))
    }

    @Test(arguments: [(Publication.Kind.event, "event"), (.status, "status")])
    func aStatementIsAnEnvelopeOfItsKind(kind: Publication.Kind, type: String) throws {
        let written = try write(kind)
        #expect(written["type"]?.text == type)
        #expect(written["payload"] == ["state": "parked"])
        #expect(written["source"] == "coordinator:telescope")
        #expect(written["timestamp"] == "2026-01-16T21:04:05.123Z")
        #expect(written["message_id"]?.text?.count == 36)
    }

    @Test func aBareStatementIsItsPayload() throws {
        #expect(try write(.bare) == ["state": "parked"])
    }

    @Test func aCommandOfANodeIsReadByTheParserOfTheOther() throws {
        let request = WireRequest(
            messageID: "m", source: "node:dome-1", timestamp: now, expiresAt: now.addingTimeInterval(30),
            credentials: Credentials(token: "t"), onBehalfOf: Mandate("key:7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa"),
            payload: ["a": 1])
        let message = try EnvelopeParser().parse(try WireJSON.encode(request))
        #expect(message.isEnveloped)
        #expect(message.header.messageID == "m")
        #expect(message.header.kind == .command)
        #expect(message.header.source == "node:dome-1")
        #expect(message.header.timestamp.map(Timestamp.text) == "2026-01-16T21:04:05.123Z")
        #expect(message.header.expiresAt.map(Timestamp.text) == "2026-01-16T21:04:35.123Z")
        #expect(message.header.credentials == Credentials(token: "t"))
        #expect(message.header.onBehalfOf?.text == "key:7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa")
        #expect(try Frame.test(.json(message.json, isEnveloped: true)).payloadObject() == ["a": 1])
    }
}
