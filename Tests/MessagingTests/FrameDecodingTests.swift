import FoundationEssentials
import Kernel
import Messaging
import Testing

@Suite struct FrameDecodingTests {
    private struct Target: Codable, Sendable, Equatable {
        let name: String
        let weight: Int8?
    }

    private struct Request: Codable, Sendable, Equatable {
        var id: UUID?
        var ids: [UUID]?
        var name: String?
        var wait: Bool?
        var rate: Double?
        var targets: [Target]?
        var settings: [String: Int]?
        var at: Date?
    }

    private struct Numbers: Codable, Sendable {
        var limit: Int?
        var weight: UInt8?
        var rate: Double?
    }

    private struct Strict: Codable, Sendable {
        let telescope: String
    }

    private func refusal(_ text: String, isEnveloped: Bool = false) throws -> String {
        let error = try #require(
            #expect(throws: ServiceError.self) {
                try Frame.test(text, isEnveloped: isEnveloped).decode(Request.self)
            })
        #expect(error.code == .invalidRequest)
        return error.message
    }

    @Test(arguments: [
        (#"{"name":1}"#, "field name must be text"),
        (#"{"wait":"yes"}"#, "field wait must be true or false"),
        (#"{"rate":"fast"}"#, "field rate must be a number"),
        (#"{"targets":{}}"#, "field targets must be a list"),
        (#"{"settings":[]}"#, "field settings must be an object"),
        (#"{"settings":{"gain":"x"}}"#, "field settings.gain must be a whole number"),
        (#"{"targets":[{"name":"a"},{}]}"#, "field targets[1].name is missing"),
        (#"{"targets":[{"name":null}]}"#, "field targets[0].name must be text, not null"),
        (#"{"targets":[7]}"#, "field targets[0] must be an object"),
        (#"{"id":7}"#, "field id must be text"),
    ])
    func theFieldAtFaultIsNamed(text: String, message: String) throws {
        #expect(try refusal(text) == message)
        #expect(try refusal(#"{"payload":\#(text)}"#, isEnveloped: true) == message)
    }

    @Test(arguments: [
        (#"{"limit":1.5}"#, "limit"), (#"{"limit":99999999999999999999,"rate":1e300}"#, "limit"),
        (#"{"rate":1.5,"limit":7,"weight":300}"#, "weight"), (#"{"weight":-1e300,"other":1e300}"#, "weight"),
    ])
    func theFieldWhoseNumberDoesNotFitIsNamed(text: String, field: String) throws {
        for isEnveloped in [false, true] {
            let message = isEnveloped ? #"{"payload":\#(text)}"# : text
            let error = #expect(throws: ServiceError.self) {
                try Frame.test(message, isEnveloped: isEnveloped).decode(Numbers.self)
            }
            #expect(error?.message == "field \(field): the number does not fit")
            #expect(error?.details["field"] == .string(field))
        }
    }

    @Test(arguments: [
        (#"{"at":"yesterday"}"#, "field at: must be a time such as 2026-01-16T21:04:05.123Z"),
        (#"{"id":"7a"}"#, "field id must be a UUID such as 3f5945c4-7d0b-4b8e-9c55-2f6b1f0c7a11"),
        (#"{"id":""}"#, "field id must be a UUID such as 3f5945c4-7d0b-4b8e-9c55-2f6b1f0c7a11"),
        (
            #"{"ids":["3f5945c4-7d0b-4b8e-9c55-2f6b1f0c7a11","x"]}"#,
            "field ids[1] must be a UUID such as 3f5945c4-7d0b-4b8e-9c55-2f6b1f0c7a11"
        ),
    ])
    func aFieldOfTheRightTypeWithoutSenseIsNamed(text: String, message: String) throws {
        #expect(try refusal(text) == message)
        #expect(try refusal(#"{"payload":\#(text)}"#, isEnveloped: true) == message)
    }

    @Test func theExampleOfAUUIDIsOne() throws {
        let example = try #require(try refusal(#"{"id":"7a"}"#).split(separator: " ").last)
        #expect(UUID(uuidString: String(example)) != nil)
    }

    @Test(arguments: [
        (#"{"name":"a\u0000b"}"#, "name"), (#"{"targets":[{"name":"\u0000"}],"wait":true}"#, "targets"),
        (#"{"settings":{"a":{"b\u0000":1}}}"#, "settings"), (#"{"at\u0000":1}"#, "at"),
        (#"{"name":"\\\u0000"}"#, "name"), (#"{"wait":true,"unknown":["x","\u0000"]}"#, "unknown"),
    ])
    func aZeroCharacterIsRefusedWithItsField(text: String, field: String) throws {
        for isEnveloped in [false, true] {
            let frame = try Frame.test(isEnveloped ? #"{"payload":\#(text)}"# : text, isEnveloped: isEnveloped)
            let error = #expect(throws: ServiceError.self) { try frame.checkNoZeroCharacter() }
            #expect(error?.code == .invalidRequest)
            #expect(error?.message == "field \(field) must not contain the character U+0000")
            #expect(error?.details["field"] == .string(field))
        }
    }

    @Test(arguments: [#"{"name":"a\\u0000b"}"#, #"{"name":"\\"}"#, #"{"name":"\u0001"}"#, #"{"name":"u0000"}"#, "{}"])
    func whatOnlyLooksLikeAZeroCharacterIsNone(text: String) throws {
        try Frame.test(text, isEnveloped: false).checkNoZeroCharacter()
        try Frame.test(#"{"source":"\u0000","payload":\#(text)}"#, isEnveloped: true).checkNoZeroCharacter()
    }

    @Test func aMissingFieldIsNamedAlsoAtTheTop() throws {
        let error = #expect(throws: ServiceError.self) { try Frame.test("{}", isEnveloped: false).decode(Strict.self) }
        #expect(error?.message == "field telescope is missing")
    }

    @Test func aNumberThatDoesNotFitIsRefused() throws {
        #expect(try refusal(#"{"targets":[{"name":"a","weight":300}]}"#).contains("does not fit"))
    }

    @Test func theRequestIsThePayloadOfAnEnvelopeAndTheWholeOfABareMessage() throws {
        let bare = try Frame.test(#"{"name":"a","message_id":"m"}"#, isEnveloped: false)
        #expect(try bare.decode(Request.self).name == "a")
        let enveloped = try Frame.test(#"{"name":"b","payload":{"name":"a"}}"#, isEnveloped: true)
        #expect(try enveloped.decode(Request.self).name == "a")
    }

    @Test func aValueIsHandedOverAsItIs() throws {
        let request = Request(id: UUID(), name: "a", at: Date(timeIntervalSince1970: 0.0001))
        #expect(try Frame.test(.value(request)).decode(Request.self) == request)
    }

    @Test func aValueOfAnotherTypeIsReadThroughItsJSON() throws {
        let value: JSONValue = ["name": "a", "rate": 2]
        #expect(try Frame.test(.value(value)).decode(Request.self) == Request(name: "a", rate: 2))
        #expect(try Frame.test(.value(Request(name: "a"))).decode(JSONValue.self) == ["name": "a"])
        #expect(throws: ServiceError.self) { try Frame.test(.value(["name": 1])).decode(Request.self) }
    }

    @Test func headerFieldsOfABareMessageAreNotPartOfThePayload() throws {
        let text = """
            {"message_id":"m","correlation_id":"c","reply_to":"r","timestamp":"2026-01-16T21:04:05Z","token":"t",
             "api_key":"k","id":"7","type":"x","source":"s","expires_at":"e"}
            """
        #expect(
            try Frame.test(text, isEnveloped: false).payloadObject()
                == ["id": "7", "type": "x", "source": "s", "expires_at": "e"])
        let enveloped = try Frame.test(#"{"payload":{"token":"t","a":1}}"#, isEnveloped: true)
        #expect(try enveloped.payloadObject() == ["token": "t", "a": 1])
    }
}
