import Kernel
import Messaging
import Testing

@Suite struct NodeNameTests {
    @Test(arguments: ["a", "dome-a1b2c3", "-", "0", String(repeating: "z", count: 48)])
    func lettersDigitsAndHyphensAreAccepted(text: String) throws {
        #expect(try NodeName(text).text == text)
    }

    @Test(arguments: ["", "Dome", "a_b", "a/b", "a.b", "ö", "a ", String(repeating: "z", count: 49)])
    func everythingElseIsRefused(text: String) {
        #expect(NodeName(validating: text) == nil)
        #expect(throws: ServiceError.self) { try NodeName(text) }
    }
}
