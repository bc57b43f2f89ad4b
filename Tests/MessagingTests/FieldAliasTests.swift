import Kernel
import Messaging
import Testing

@Suite struct FieldAliasTests {
    private static let aliases = ["device_id": "telescope_id", "config_id": "telescope_id", "enabled": "tracking"]

    private func read(_ text: String) throws -> (bare: JSONValue, enveloped: JSONValue) {
        (
            try Frame.test(text, isEnveloped: false).decode(JSONValue.self, aliases: Self.aliases),
            try Frame.test(#"{"message_id":"m","payload":\#(text)}"#, isEnveloped: true)
                .decode(JSONValue.self, aliases: Self.aliases)
        )
    }

    @Test(
        arguments: [
            (#"{"device_id":"a"}"#, ["telescope_id": "a"]),
            (#"{"config_id":"a","enabled":true}"#, ["telescope_id": "a", "tracking": true]),
            (#"{"telescope_id":"a","device_id":"b"}"#, ["telescope_id": "a", "device_id": "b"]),
            (#"{"telescope_id":null,"device_id":"b"}"#, ["telescope_id": nil, "device_id": "b"]),
            (#"{"telescope_id":"a"}"#, ["telescope_id": "a"]),
            (#"{"telescope_id":"device_id"}"#, ["telescope_id": "device_id"]),
            (#"{"name":"\"device_id\":1"}"#, ["name": "\"device_id\":1"]),
            (#"{"inner":{"device_id":"a"}}"#, ["inner": ["device_id": "a"]]),
            (#"{"list":[{"enabled":1}]}"#, ["list": [["enabled": 1]]]),
            (#"{}"#, [:]),
        ] as [(String, JSONValue)])
    func anAliasCountsOnlyWhereTheRealFieldIsAbsent(text: String, request: JSONValue) throws {
        let read = try read(text)
        #expect(read.bare == request)
        #expect(read.enveloped == request)
    }

    @Test func anAliasOutsideThePayloadOfAnEnvelopeIsNotRead() throws {
        let frame = try Frame.test(#"{"device_id":"a","payload":{"wait":true}}"#, isEnveloped: true)
        #expect(try frame.decode(JSONValue.self, aliases: Self.aliases) == ["wait": true])
    }

    @Test func otherFieldsKeepTheirValuesBesideAnAlias() throws {
        let read = try read(#"{"device_id":"a","big":9223372036854775807,"small":0.1,"none":null,"text":"é/\n"}"#)
        let expected: JSONValue = [
            "telescope_id": "a", "big": .integer(.max), "small": 0.1, "none": nil, "text": "é/\n",
        ]
        #expect(read.bare == expected)
        #expect(read.enveloped == expected)
    }
}
