import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Promises 1 to 3 of 3-protocol: every command is answered once, events only when refused.
    @Suite struct AnswerTests {
        @Test(arguments: [
            (#"{"payload":"#, "invalid_request"), ("not JSON at all", "invalid_request"), ("[1,2]", "invalid_request"),
            (#"{"payload":7}"#, "invalid_request"), (#"{"type":"response","payload":{}}"#, "invalid_request"),
            (#"{"payload":{"telescope_id":7}}"#, "unauthenticated"), ("", "unauthenticated"),
            (#"{"token":"forged","payload":{}}"#, "unauthenticated"),
        ])
        func whatCannotBeExecutedIsAnsweredExactlyOnce(text: String, code: String) async throws {
            let caller = try await SharedNode.stranger()
            let answer = try await caller.call("telescope/status/get") { $0.bytes = Data(text.utf8) }
            #expect(answer.code == code)
            #expect(answer["success"] == false)
            #expect(!answer.error.isEmpty)
            try await caller.fence()
            #expect(caller.left(on: caller.replies).isEmpty)
            #expect(caller.left(on: caller.derived("telescope/status/get")).isEmpty)
        }

        @Test func aWrongTypeNamesTheField() async throws {
            let admin = try await SharedNode.administrator()
            let wrong = try await admin.call("telescope/status/get", ["telescope_id": 7])
            #expect(wrong.code == "invalid_request")
            #expect(wrong.error.contains("telescope_id"))
            let missing = try await admin.call("telescope/status/get")
            #expect(missing.code == "invalid_request")
            #expect(missing.error.contains("telescope_id"))
        }

        @Test(arguments: [
            ("telescope/control/slwe", "telescope/control/slew"), ("security/auth/logon", "security/auth/login"),
            ("telescope/config/list/all", "telescope/config/list"),
        ])
        func anUnknownTopicIsNotFoundWithTheNearestName(suffix: String, nearest: String) async throws {
            let admin = try await SharedNode.administrator()
            let answer = try await admin.call(suffix)
            #expect(answer.code == "not_found")
            let said = try WireJSON.text(answer.payload)
            #expect(said.contains(nearest))
            try await admin.fence()
            #expect(admin.left(on: admin.replies).isEmpty)
        }

        @Test func aRetainedMessageOnAnUnknownTopicIsRefusedAndCleared() async throws {
            let node = try await OpenStation.shared().node
            let caller = try await MQTTCaller.connected(to: node)
            let suffix = "telescope/config/" + Identifier.hex(12)
            try await caller.subscribe(caller.topic(suffix))
            let answer = try await caller.call(suffix) { $0.isRetained = true }
            #expect(answer.code == "invalid_request")
            #expect(answer.error.contains("retained"))
            _ = try await caller.answer(to: "the clearing") { [topic = caller.topic(suffix)] in
                $0.topic == topic && $0.payload.isEmpty
            }
            try await caller.fence()
            #expect(caller.left(on: caller.replies).isEmpty)
        }

        @Test func whoMayNotIsForbidden() async throws {
            let node = try await SharedNode.node()
            let observer = try await SharedNode.administrator().colleague(roles: ["observer"], on: node).caller
            let answer = try await observer.call(
                "telescope/config/create", ["name": "mine", "mount_type": "altaz"])
            #expect(answer.code == "forbidden")
            let users = try await observer.call("security/user/delete", ["user_id": .string(UUID().text)])
            #expect(users.code == "forbidden")
            try await observer.fence()
            #expect(observer.left(on: observer.replies).isEmpty)
        }

        @Test func whatIsNotThereIsNotFound() async throws {
            let admin = try await SharedNode.administrator()
            let id = UUID().text
            let answer = try await admin.call("telescope/status/get", ["telescope_id": .string(id)])
            #expect(answer.code == "not_found")
            #expect(answer.error.contains(id))
        }

        @Test func anEnvelopeIsAnsweredByAnEnvelopeWithItsIds() async throws {
            let admin = try await SharedNode.administrator()
            let answer = try await admin.call("telescope/config/list") {
                $0.messageID = "mine-1"
                $0.extra["correlation_id"] = "corr-1"
            }
            #expect(answer.isEnveloped)
            #expect(answer.json["type"] == "response")
            #expect(answer.json["source"] == "coordinator:telescope")
            #expect(answer.json["correlation_id"] == "corr-1")
            #expect(answer.json["message_id"]?.text?.isEmpty == false)
            #expect(answer.json["message_id"] != "mine-1")
            let stamp = try #require(answer.json["timestamp"]?.text)
            #expect(Timestamp.date(stamp) != nil && stamp.hasSuffix("Z"))
            #expect(!answer.message.isRetained)
        }

        @Test func aBareRequestIsAnsweredBareWithItsMessageID() async throws {
            let admin = try await SharedNode.administrator()
            let answer = try await admin.call("telescope/config/list") {
                $0.isEnveloped = false
                $0.messageID = "bare-1"
            }
            #expect(!answer.isEnveloped)
            #expect(answer.json["success"] == true)
            #expect(answer.json["message_id"] == "bare-1")
            #expect(answer.json["correlation_id"] == "bare-1")
            #expect(answer.json["configs"]?.elements != nil)
        }

        @Test func correlationDataComesBackByteForByte() async throws {
            let caller = try await SharedNode.stranger()
            let data = Data([0, 255, 7, 128, 10])
            try await caller.publish(
                OutboundMessage(
                    topic: caller.topic("security/auth/validate"), payload: Data(#"{"token":"x"}"#.utf8),
                    qos: .atLeastOnce, responseTopic: caller.replies, correlationData: data))
            let answer = try await caller.next(on: caller.replies)
            #expect(answer.message.correlationData == data)
        }

        @Test func withoutAReplyAddressTheDerivedTopicServes() async throws {
            let caller = try await SharedNode.stranger()
            try await caller.subscribe(caller.derived("security/auth/validate"))
            let id = Identifier.unique()
            try await caller.send("security/auth/validate", ["token": "x"]) {
                $0.replyTo = .nowhere
                $0.messageID = id
            }
            let answer = try await caller.next(on: caller.derived("security/auth/validate")) {
                $0.json["correlation_id"]?.text == id
            }
            #expect(answer.succeeded)
        }

        @Test func aRefusedEventIsAnsweredOnTheDerivedTopicOnceAMinute() async throws {
            let caller = try await SharedNode.stranger()
            let suffix = "service/event/unregister"
            try await caller.subscribe(caller.derived(suffix))
            for _ in 0..<5 {
                try await caller.send(suffix, ["id": .string(Identifier.hex(8))]) {
                    $0.replyTo = .nowhere
                    $0.token = "forged"
                }
            }
            let refusal = try await caller.next(on: caller.derived(suffix))
            #expect(refusal.code == "unauthenticated")
            try await caller.fence()
            #expect(caller.left(on: caller.derived(suffix)).isEmpty)
        }

        @Test func anAcceptedEventIsNotAnsweredUnlessItCarriesAnAddress() async throws {
            let admin = try await SharedNode.administrator()
            let suffix = "service/event/register"
            try await admin.subscribe(admin.derived(suffix))
            let service = "svc-" + Identifier.hex(8)
            let payload: JSONValue = [
                "id": .string(service), "name": "weather", "endpoint": "http://127.0.0.1:1",
            ]
            try await admin.send(suffix, payload) { $0.replyTo = .nowhere }
            let answered = try await admin.call(suffix, payload)
            #expect(answered.succeeded)
            try await admin.fence()
            #expect(admin.left(on: admin.derived(suffix)).isEmpty)
            #expect(try await admin.call("application/service/get", ["id": .string(service)]).succeeded)
        }
    }
}
