import FoundationEssentials
import Kernel
import Messaging
import Testing

@Suite struct WireReplyTests {
    private struct Login: Codable, Sendable {
        var token = "t"
        var level = 3
    }

    private let now = Date(timeIntervalSince1970: 1_768_597_445.123)
    private let refusal = ServiceError(.notFound, "no telescope 7a", details: ["cure": "telescope/config/list"])

    private func write(
        _ outcome: Reply.Outcome, _ header: Header = Header(messageID: "m-1"), isEnveloped: Bool,
        withContent: Bool = true
    ) throws -> JSONValue {
        let bytes = WireReply.bytes(
            Reply(outcome, from: "security"), to: header, isEnveloped: isEnveloped, withContent: withContent, now: now)
        return try WireJSON.decode(JSONValue.self, from: bytes)
    }

    @Test func aBareRequestGetsABareReply() throws {
        #expect(
            try write(.success(Login()), isEnveloped: false) == [
                "success": true, "token": "t", "level": 3, "message_id": "m-1", "correlation_id": "m-1",
                "timestamp": "2026-01-16T21:04:05.123Z",
            ])
    }

    @Test func anEnvelopedRequestGetsAnEnvelopedReplyWithAnIDOfItsOwn() throws {
        let reply = try write(.success(Login()), isEnveloped: true)
        #expect(reply["payload"] == ["success": true, "token": "t", "level": 3])
        #expect(reply["type"] == "response")
        #expect(reply["source"] == "coordinator:security")
        #expect(reply["correlation_id"] == "m-1")
        #expect(reply["timestamp"] == "2026-01-16T21:04:05.123Z")
        #expect(reply["message_id"]?.text?.isEmpty == false)
        #expect(reply["message_id"] != "m-1")
        #expect(reply.members?.count == 6)
    }

    @Test func aFailureSaysCodeReasonAndDetails() throws {
        let failure: [String: JSONValue] = [
            "success": false, "code": "not_found", "error": "no telescope 7a",
            "details": ["cure": "telescope/config/list"],
        ]
        #expect(try write(.failure(refusal), isEnveloped: true)["payload"] == .object(failure))
        let bare = try #require(write(.failure(refusal), isEnveloped: false).members)
        #expect(bare.filter { failure.keys.contains($0.key) } == failure)
        #expect(try write(.failure(ServiceError(.internal, "x")), isEnveloped: false)["details"] == nil)
    }

    @Test(
        arguments: [
            (nil, nil, nil), ("m", nil, "m"), (nil, "c", "c"), ("m", "c", "c"),
        ] as [(String?, String?, String?)])
    func theCorrelationIDIsTheRequestsOwnElseItsMessageID(message: String?, correlation: String?, reply: String?) throws
    {
        for isEnveloped in [true, false] {
            let written = try write(
                .success(Login()), Header(messageID: message, correlationID: correlation), isEnveloped: isEnveloped)
            #expect(written["correlation_id"]?.text == reply)
            if !isEnveloped { #expect(written["message_id"]?.text == message) }
        }
    }

    @Test(arguments: [true, false])
    func whereOthersCanReadNoContentIsTold(isEnveloped: Bool) throws {
        let success = try write(.success(Login()), isEnveloped: isEnveloped, withContent: false)
        #expect((isEnveloped ? success["payload"] : success)?["success"] == true)
        #expect(!(try WireJSON.text(success).contains("\"token\"")))
        #expect(success["correlation_id"] == "m-1")
        let failure = try write(.failure(refusal), isEnveloped: isEnveloped, withContent: false)
        let payload = try #require(isEnveloped ? failure["payload"] : failure)
        #expect(payload["code"] == "not_found")
        #expect(payload["error"] == "no telescope 7a")
        #expect(payload["details"] == nil)
    }

    @Test(arguments: [true, false])
    func aReplyThatCannotBeWrittenBecomesAFailure(isEnveloped: Bool) throws {
        let written = try write(.success(["altitude": Double.nan]), isEnveloped: isEnveloped)
        let payload = try #require(isEnveloped ? written["payload"] : written)
        #expect(payload["success"] == false)
        #expect(payload["code"] == "internal")
        #expect(written["correlation_id"] == "m-1")
    }

    @Test(arguments: [true, false])
    func whatIsWrittenIsReadBack(isEnveloped: Bool) throws {
        let success = try ReceivedReply(
            WireReply.bytes(
                Reply(.success(Login()), from: "security"), to: Header(correlationID: "c"), isEnveloped: isEnveloped,
                now: now))
        #expect(success.correlationID == "c")
        guard case .success(let value) = success.reply.outcome else {
            Issue.record("a failure was read")
            return
        }
        let login = try WireJSON.decode(Login.self, from: WireJSON.encode(value))
        #expect(login.token == "t")
        #expect(login.level == 3)
        let failure = try ReceivedReply(
            WireReply.bytes(
                Reply(.failure(refusal), from: "security"), to: Header(correlationID: "c"), isEnveloped: isEnveloped,
                now: now))
        #expect(failure.reply.failure?.code == .notFound)
        #expect(failure.reply.failure?.message == "no telescope 7a")
        #expect(failure.reply.failure?.details == refusal.details)
        #expect(failure.reply.coordinator == (isEnveloped ? "security" : ""))
    }

    @Test(arguments: ["", "{}", "[]", #"{"payload":{}}"#, #"{"success":"yes"}"#, #"{"payload":1,"success":true}"#])
    func whatIsNoReplyIsRefused(text: String) {
        let error = #expect(throws: ServiceError.self) { try ReceivedReply(Data(text.utf8)) }
        #expect(error?.code == .unavailable)
    }

    @Test func aCodeNobodyKnowsIsAnInternalFailure() throws {
        let reply = try ReceivedReply(Data(#"{"success":false,"code":"out_of_cheese"}"#.utf8)).reply
        #expect(reply.failure?.code == .internal)
        #expect(reply.failure?.message == "no reason was given")
    }
}
