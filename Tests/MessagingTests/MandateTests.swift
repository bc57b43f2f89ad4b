import Access
import FoundationEssentials
import Kernel
import Testing

@testable import Messaging

/// Who asks, as messages say it.
@Suite struct MandateTests {
    private static let id = "7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa"

    @Test func aMandateIsReadAsItIsWritten() throws {
        let user = try #require(Mandate(Self.id))
        let key = try #require(Mandate("key:" + Self.id))
        #expect(user.text == Self.id)
        #expect(key.text == "key:" + Self.id)
        #expect(user != key)
        #expect(Mandate("nobody") == .nobody)
        #expect(Mandate.nobody.text == "nobody")
    }

    @Test(arguments: [
        "", "key:", "key", "user:7af0b1de-6c3e-4a52-9d0e-1f52c7a3b9aa", "key:key:", "x", "Nobody", "nobody ",
        "key:nobody",
    ])
    func anythingElseIsNone(text: String) {
        #expect(Mandate(text) == nil)
        let json = #"{"payload":{},"on_behalf_of":"\#(text)"}"#
        #expect(throws: ServiceError.self) { try EnvelopeParser().parse(Data(json.utf8)) }
    }

    @Test func aBearerIsAKeyByItsBeginning() {
        #expect(Credentials(bearer: "bsk_x") == Credentials(apiKey: "bsk_x"))
        #expect(Credentials(bearer: "eyJ.x.y") == Credentials(token: "eyJ.x.y"))
    }
}
