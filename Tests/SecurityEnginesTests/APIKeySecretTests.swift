import FoundationEssentials
import Kernel
import Support
import Testing

@testable import SecurityEngines

@Suite struct APIKeySecretTests {
    /// Made elsewhere from the description of the form.
    static let known = "bsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3LBgtS"

    private func refusal(_ text: String) -> String? {
        do throws(ServiceError) {
            _ = try APIKeySecret(validating: text)
            return nil
        } catch {
            #expect(error.code == .unauthenticated)
            return error.message
        }
    }

    @Test func aKeyIsBSKWithLettersAndDigitsAndItsOwnCheck() throws {
        let keys = (0..<100).map { _ in APIKeySecret.random().text }
        #expect(Set(keys).count == 100)
        for key in keys {
            #expect(try #require(key.wholeMatch(of: /bsk_[0-9A-Za-z]{49}/)).output == key[...])
            #expect(refusal(key) == nil)
        }
        #expect(refusal(Self.known) == nil)
    }

    @Test func everyMistypedCharacterIsToldFromAnUnknownKey() {
        let characters = Array(Self.known)
        for position in 4..<characters.count {
            var mistyped = characters
            mistyped[position] = mistyped[position] == "B" ? "C" : "B"
            #expect(refusal(String(mistyped)) == "the API key was mistyped: its checksum is wrong", "\(position)")
        }
    }

    @Test(arguments: [
        "", "bsk_", "bsr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3LBgtS", known + "A", String(known.dropLast()),
        String(known.dropLast()) + "-", String(known.dropLast()) + "é", String(repeating: "bsk_", count: 1 << 16),
    ])
    func whatHasNotTheFormIsMalformed(text: String) {
        #expect(refusal(text) == "the API key is malformed")
    }

    @Test func theHashIsTheSHA256OfTheWholeKey() throws {
        let secret = try APIKeySecret(validating: Self.known)
        #expect(
            Digest.hex(secret.hash) == "f3c9062c5c9f5b54aa755e77e02c2e7ddd4859e36b9c286e26e91e5dcb051247")
        #expect(secret.hash.count == 32)
    }
}
