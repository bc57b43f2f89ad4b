import FoundationEssentials
import Kernel
import Messaging
import Testing

@testable import CLI

@Suite struct ReplyDeskTests {
    let desk = ReplyDesk()

    private func reply(_ correlation: String?, _ text: String) -> Data {
        let id = correlation.map { "\"correlation_id\":\"\($0)\"," } ?? ""
        return Data("{\(id)\"type\":\"response\",\"payload\":{\"success\":true,\"text\":\"\(text)\"}}".utf8)
    }

    @Test func onlyTheReplyThatWasAskedForIsTaken() async throws {
        let answer = try await desk.exchange("mine", within: .seconds(10), "the reply") {
            desk.take(reply("other", "forged"))
            desk.take(reply(nil, "forged"))
            desk.take(Data("nonsense".utf8))
            desk.take(reply("mine", "first"))
            desk.take(reply("mine", "second"))
        }
        #expect(answer["text"] == "first")
    }

    @Test func aFailureIsThrownWithItsCode() async throws {
        let error = await #expect(throws: ServiceError.self) {
            try await desk.exchange("mine", within: .seconds(10), "the reply") {
                desk.take(
                    Data(
                        #"{"correlation_id":"mine","payload":{"success":false,"code":"not_found","error":"no such topic"}}"#
                            .utf8))
            }
        }
        #expect(error?.code == .notFound)
        #expect(error?.message == "no such topic")
    }

    @Test func aLostConnectionEndsEveryWait() async throws {
        let error = await #expect(throws: ServiceError.self) {
            try await desk.exchange("mine", within: .seconds(10), "the reply") {
                desk.fail(ServiceError(.unavailable, "gone"))
            }
        }
        #expect(error?.code == .unavailable)
    }

    @Test func aLineThatTheNodeCouldNotReadEndsTheWaitOnAConnectionOfOnesOwn() async throws {
        let refusal = Data(#"{"payload":{"success":false,"code":"invalid_request","error":"too long"}}"#.utf8)
        let error = await #expect(throws: ServiceError.self) {
            try await desk.exchange("mine", within: .seconds(10), "the reply") { desk.take(refusal, isOurs: true) }
        }
        #expect(error?.message == "too long")
    }
}
