import Kernel
import Messaging
import Testing

@Suite struct TopicTests {
    @Test(arguments: [
        "a", "/", "a//b", "a/b ", "bigskies/coordinator/security/auth/login", "$SYS/x", "Malmö/küche", "😀",
    ])
    func namesOfTheStandardAreAccepted(text: String) throws {
        #expect(try Topic(text).text == text)
    }

    @Test(arguments: [
        "", "a/+", "+", "#", "a/#", "a+b", "a\0b", "a\nb", "a\u{7F}", "a\u{85}b", "a\u{FFFE}", "a\u{1FFFF}",
    ])
    func wildcardsControlCharactersAndNonCharactersAreRefused(text: String) {
        #expect(Topic(validating: text) == nil)
        let error = #expect(throws: ServiceError.self) { try Topic(text) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aNameMayHave65535BytesAndNotOneMore() {
        #expect(Topic(validating: String(repeating: "a", count: 65_535)) != nil)
        #expect(Topic(validating: String(repeating: "a", count: 65_536)) == nil)
        #expect(Topic(validating: String(repeating: "ä", count: 32_768)) == nil)
    }

    @Test func topicsThatLookAlikeButDifferInBytesAreDifferent() throws {
        let composed = try Topic("caf\u{E9}")
        let decomposed = try Topic("cafe\u{301}")
        #expect(composed.text == decomposed.text)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
    }

    @Test(arguments: [("a", true), ("a b", true), ("", false), ("a/b", false), ("+", false), ("a\u{1}", false)])
    func aLevelHasNoSlash(text: String, isLevel: Bool) {
        #expect(Topic.isLevel(text) == isLevel)
    }
}
