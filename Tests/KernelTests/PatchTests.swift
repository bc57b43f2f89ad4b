import FoundationEssentials
import Kernel
import Testing

@Suite struct PatchTests {
    private struct Update: Decodable {
        let name: Patch<String>
        let sites: Patch<[Int]>
    }

    private func read(_ text: String) throws -> Update {
        try WireJSON.decode(Update.self, from: Data(text.utf8))
    }

    @Test func anAbsentFieldIsKept() throws {
        let update = try read("{}")
        #expect(update.name == .keep)
        #expect(update.sites == .keep)
        #expect(update.name.applied(to: "a") == "a")
    }

    @Test func nullClearsAField() throws {
        let update = try read(#"{"name":null,"sites":null}"#)
        #expect(update.name == .clear)
        #expect(update.sites == .clear)
        #expect(update.name.applied(to: "a") == nil)
    }

    @Test func aValueIsSet() throws {
        let update = try read(#"{"name":"b","sites":[1,2]}"#)
        #expect(update.name == .set("b"))
        #expect(update.sites == .set([1, 2]))
        #expect(update.name.applied(to: nil) == "b")
    }

    @Test func aValueOfAnotherTypeIsRefusedWithItsField() throws {
        let error = #expect(throws: DecodingError.self) { try read(#"{"name":1}"#) }
        guard case .typeMismatch(_, let context) = try #require(error) else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(context.codingPath.map(\.stringValue) == ["name"])
    }
}
