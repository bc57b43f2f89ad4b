import Access
import FoundationEssentials
import Kernel
import Messaging
import Testing

@Suite struct EnvelopeParserTests {
    private func parse(_ text: String) throws -> EnvelopeParser.Message {
        try EnvelopeParser().parse(Data(text.utf8))
    }

    private func refusal(of bytes: Data) throws -> ServiceError {
        let error = try #require(#expect(throws: ServiceError.self) { try EnvelopeParser().parse(bytes) })
        #expect(error.code == .invalidRequest)
        return error
    }

    private func refusal(of text: String) throws -> ServiceError { try refusal(of: Data(text.utf8)) }

    @Test func everyFieldOfAnEnvelopeIsRead() throws {
        let message = try parse(
            #"""
            {"message_id":"m-1","type":"command","source":"client:gtk-1","timestamp":"2026-01-16T21:04:05.123Z",
             "correlation_id":"c-1","reply_to":"bigskies/client/gtk-1/replies","expires_at":"2026-01-16T21:05:05Z",
             "token":"t","api_key":"k","on_behalf_of":"7AF0B1DE-6C3E-4A52-9D0E-1F52C7A3B9AA","payload":{"a":1}}
            """#)
        #expect(message.isEnveloped)
        #expect(message.header.messageID == "m-1")
        #expect(message.header.kind == .command)
        #expect(message.header.source == "client:gtk-1")
        #expect(message.header.timestamp == Timestamp.date("2026-01-16T21:04:05.123Z"))
        #expect(message.header.correlationID == "c-1")
        #expect(message.header.replyTo == "bigskies/client/gtk-1/replies")
        #expect(message.header.expiresAt == Timestamp.date("2026-01-16T21:05:05Z"))
        #expect(message.header.credentials.token == "t")
        #expect(message.header.credentials.apiKey == "k")
        #expect(message.header.onBehalfOf?.text == "7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa")
    }

    @Test func onlyThePayloadIsRequired() throws {
        let message = try parse(#"{"payload":{}}"#)
        #expect(message.isEnveloped)
        #expect(message.header.messageID == nil)
        #expect(message.header.kind == nil)
        #expect(message.header.credentials.isEmpty)
    }

    @Test(arguments: ["null", "[]", "\"\"", "1", "true", "[{}]"])
    func aPayloadOfAnotherTypeIsRefused(payload: String) throws {
        #expect(
            try refusal(of: #"{"message_id":"m","payload":\#(payload)}"#).message == "field payload: must be an object")
    }

    @Test func idIsAnAliasOfTheMessageIDInEnvelopesOnly() throws {
        #expect(try parse(#"{"id":"m-2","payload":{}}"#).header.messageID == "m-2")
        #expect(try parse(#"{"id":"m-2","message_id":"m-1","payload":{}}"#).header.messageID == "m-1")
        #expect(try parse(#"{"id":"7a"}"#).header.messageID == nil)
    }

    @Test func aBareRequestIsItsOwnPayload() throws {
        let message = try parse(
            #"""
            {"message_id":"m-1","correlation_id":"c-1","reply_to":"r","timestamp":"2026-01-16T21:04:05Z","token":"t",
             "api_key":"k","username":"eva"}
            """#)
        #expect(!message.isEnveloped)
        #expect(message.header.messageID == "m-1")
        #expect(message.header.correlationID == "c-1")
        #expect(message.header.replyTo == "r")
        #expect(message.header.timestamp == Timestamp.date("2026-01-16T21:04:05Z"))
        #expect(message.header.credentials.token == "t")
        #expect(message.header.credentials.apiKey == "k")
    }

    @Test func otherFieldsOfABareRequestBelongToItsDomain() throws {
        let message = try parse(
            #"{"id":7,"type":"panel","source":[1],"expires_at":"never","on_behalf_of":"somebody"}"#)
        #expect(!message.isEnveloped)
        #expect(message.header.messageID == nil)
        #expect(message.header.kind == nil)
        #expect(message.header.source == nil)
        #expect(message.header.expiresAt == nil)
        #expect(message.header.onBehalfOf == nil)
    }

    @Test func anEmptyPayloadCountsAsAnEmptyObject() throws {
        let message = try EnvelopeParser().parse(Data())
        #expect(!message.isEnveloped)
        #expect(String(decoding: message.json, as: UTF8.self) == "{}")
    }

    @Test func fieldsNobodyKnowsAreIgnored() throws {
        #expect(try parse(#"{"payload":{"x":[{}]},"priority":9,"trace":{"a":[]}}"#).isEnveloped)
        #expect(try parse(#"{"priority":9,"trace":{"a":[]}}"#).isEnveloped == false)
    }

    @Test func nullIsAsGoodAsAbsentInAHeader() throws {
        #expect(try parse(#"{"message_id":null,"id":"m","token":null,"payload":{}}"#).header.messageID == "m")
        #expect(try parse(#"{"message_id":null,"timestamp":null}"#).header.messageID == nil)
    }

    @Test(arguments: ["command", "event", "status", "response"])
    func theFourTypesAreKnown(type: String) throws {
        #expect(try parse(#"{"type":"\#(type)","payload":{}}"#).header.kind?.rawValue == type)
    }

    @Test(arguments: [
        (#"{"type":"order","payload":{}}"#, "type"), (#"{"type":1,"payload":{}}"#, "type"),
        (#"{"message_id":7,"payload":{}}"#, "message_id"), (#"{"message_id":"","payload":{}}"#, "message_id"),
        (#"{"message_id":""}"#, "message_id"), (#"{"correlation_id":""}"#, "correlation_id"),
        (#"{"source":"","payload":{}}"#, "source"), (#"{"token":7}"#, "token"), (#"{"api_key":[]}"#, "api_key"),
        (#"{"reply_to":{}}"#, "reply_to"), (#"{"timestamp":"yesterday"}"#, "timestamp"),
        (#"{"timestamp":5,"payload":{}}"#, "timestamp"), (#"{"expires_at":"","payload":{}}"#, "expires_at"),
        (#"{"on_behalf_of":"eva","payload":{}}"#, "on_behalf_of"),
    ])
    func aHeaderFieldWithoutSenseIsNamed(text: String, field: String) throws {
        #expect(try refusal(of: text).message.hasPrefix("field \(field)"))
    }

    @Test func anIDHasOneHundredTwentyEightBytesAtMost() throws {
        let longest = String(repeating: "é", count: 64)
        #expect(try parse(#"{"message_id":"\#(longest)"}"#).header.messageID == longest)
        #expect(
            try refusal(of: #"{"message_id":"\#(longest)x"}"#).message == "field message_id must have 1 to 128 bytes")
        #expect(try refusal(of: #"{"id":"\#(longest)x","payload":{}}"#).code == .invalidRequest)
    }

    @Test(arguments: [
        "[]", "7", "null", "true", "\"a\"", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1}x", "{\"a\":\"x}",
        "{\"a\":\"\\\"}",
        "hello", "{'a':1}", "{\"payload\":{}", " ", "\u{0}", "{}{}", "{\"a\":\u{0}1}",
    ])
    func whatIsNotOneObjectIsRefused(text: String) throws {
        #expect(try !refusal(of: text).message.isEmpty)
    }

    @Test func otherEncodingsThanUTF8AreRefused() throws {
        for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32, .utf32LittleEndian] {
            let bytes = try #require(#"{"payload":{"a":1}}"#.data(using: encoding))
            #expect(try refusal(of: bytes).message == "the message must be JSON in UTF-8")
        }
    }

    @Test func theFirstOfTwoEqualMembersCountsForHeaderAndPayloadAlike() throws {
        let message = try parse(#"{"message_id":"a","message_id":"b","payload":{"x":1},"payload":{"x":2}}"#)
        #expect(message.header.messageID == "a")
        let frame = try Frame.test(.json(message.json, isEnveloped: message.isEnveloped))
        #expect(try frame.payloadObject() == ["x": 1])
    }

    @Test func aMessageMayBeAsLongAsTheLimit() throws {
        let frame = #"{"payload":{"a":""}}"#
        let text = frame.replacing("\"\"", with: "\"\(String(repeating: "a", count: 262_144 - frame.utf8.count))\"")
        #expect(text.utf8.count == 262_144)
        #expect(try parse(text).isEnveloped)
        let error = try refusal(of: text + " ")
        #expect(error.details == ["limit": 262_144])
    }

    @Test(arguments: ["[", #"{"a":"#])
    func nestingMayBeSixtyFourDeep(opening: String) throws {
        func text(_ depth: Int) -> String {
            let closing = opening == "[" ? "]" : "}"
            return #"{"payload":{"x":"# + String(repeating: opening, count: depth - 2)
                + (opening == "[" ? "" : "1") + String(repeating: closing, count: depth - 2) + "}}"
        }
        #expect(try parse(text(64)).isEnveloped)
        #expect(try refusal(of: text(65)).details == ["limit": 64])
        #expect(try refusal(of: text(40_000)).details == ["limit": 64])
    }

    @Test func bracketsInTextDoNotNest() throws {
        let text = #"{"a":"\#(String(repeating: "[{", count: 100))","b":"\\\"\#(String(repeating: "[", count: 100))"}"#
        #expect(try parse(text).isEnveloped == false)
    }
}
