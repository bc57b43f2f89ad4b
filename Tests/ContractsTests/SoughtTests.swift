import Contracts
import FoundationEssentials
import Kernel
import Testing

/// Names that are looked for, and words about things.
@Suite struct SoughtTests {
    private struct Request: Codable {
        @Sought var role: String?
        @Sought var name: String
        @Sought var roles: [String]?
        var words: Prose?
        var filter: IndexOrName?
    }

    private func decode(_ members: String) throws -> Request {
        try WireJSON.decode(Request.self, from: Data("{\"name\":\"n\"\(members)}".utf8))
    }

    private func complaint(_ members: String) -> String? {
        do {
            _ = try decode(members)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return (context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }).joined()
        } catch {
            return "\(error)"
        }
    }

    @Test func whatIsAbsentOrNullIsNotLookedFor() throws {
        let request = try decode(",\"role\":null")
        #expect(request.role == nil && request.roles == nil && request.name == "n")
        #expect(try WireJSON.text(request) == "{\"name\":\"n\"}")
        let full = try decode(#","role":"night shift","roles":["a","b"]"#)
        #expect(full.role == "night shift" && full.roles == ["a", "b"])
        #expect(try WireJSON.text(full) == #"{"name":"n","role":"night shift","roles":["a","b"]}"#)
        #expect(throws: DecodingError.self) { try WireJSON.decode(Request.self, from: Data("{}".utf8)) }
    }

    @Test(arguments: ["", " a", "a\\nb", "a\\u0007b", "a\\u009bb", "a\\u202eb", "a\\u2066b", "a\\u200eb"])
    func whatNothingCanBeCalledIsRefusedByItsField(text: String) {
        #expect(complaint(",\"role\":\"\(text)\"") == "role")
        #expect(complaint(",\"roles\":[\"a\",\"\(text)\"]") == "roles[1]")
    }

    @Test func aNameIsNotLongerThanALine() {
        #expect(complaint(",\"role\":\"\(String(repeating: "ä", count: 255))\"") == nil)
        #expect(complaint(",\"role\":\"\(String(repeating: "a", count: 256))\"") == "role")
        #expect(complaint(",\"filter\":\"\(String(repeating: "a", count: 256))\"") == "filter")
    }

    @Test(arguments: ["", "one\\ntwo\\tthree", "שלום\\u200f, \\u200eM 31", "a\\u061cb", "naïve 🌃"])
    func wordsHaveLinesAndEveryDirectionOfWriting(text: String) throws {
        #expect(try decode(",\"words\":\"\(text)\"").words != nil)
    }

    @Test(arguments: [
        "a\\u0000", "a\\u0007", "a\\u001b[2J", "a\\rb", "a\\u007f", "a\\u0085", "a\\u009b", "a\\u202a", "a\\u202b",
        "a\\u202c", "a\\u202d", "a\\u202e", "a\\u2066", "a\\u2067", "a\\u2068", "a\\u2069",
    ])
    func wordsDoNothingToTheScreen(text: String) {
        #expect(complaint(",\"words\":\"\(text)\"") == "words")
        #expect(complaint(",\"filter\":\"\(text)\"") == "filter")
    }

    @Test func aDevicesNameMayHaveSpacesAtItsEnds() throws {
        #expect(try decode(#","filter":" Ha ""#).filter == .name(" Ha "))
    }
}
