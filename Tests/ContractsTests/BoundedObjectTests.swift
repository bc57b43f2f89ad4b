import Contracts
import FoundationEssentials
import Kernel
import Testing

/// Objects in the sender's own form.
@Suite struct BoundedObjectTests {
    private struct Request: Codable {
        var settings: BoundedObject?
    }

    private func decode(_ object: String) throws -> Request {
        try WireJSON.decode(Request.self, from: Data("{\"settings\":\(object)}".utf8))
    }

    private func complaint(_ object: String) -> String? {
        do {
            _ = try decode(object)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return (context.codingPath.map(\.stringValue) + [context.debugDescription]).joined(separator: " ")
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        "{}", #"{"a":{"b":[1,-2.5,true,null,"c"]}}"#, #"{"":""," a ":" b "}"#, #"{"a":"one\ntwo\tthree"}"#,
        #"{"naïve 🌃":"שלום\u200f, \u200eM 31"}"#, #"{"a'; drop table users;--":{"b":["c"]}}"#,
    ])
    func anObjectOfAnyFormIsTakenAndWrittenAsItIs(object: String) throws {
        let read = try #require(try decode(object).settings)
        let plain = try WireJSON.decode(JSONValue.self, from: Data(object.utf8))
        #expect(read.json == plain)
        #expect(try WireJSON.text(read) == WireJSON.text(plain))
    }

    @Test func nothingIsNoObject() throws {
        #expect(try decode("null").settings == nil)
    }

    @Test func anObjectIsAtMostSixteenKibibytesOfJSON() throws {
        func object(of size: Int) -> String {
            #"{"a":""# + String(repeating: "x", count: size - 8) + #""}"#
        }
        #expect(object(of: 16_384).utf8.count == 16_384)
        #expect(complaint(object(of: 16_384)) == nil)
        #expect(complaint(object(of: 16_385))?.hasPrefix("settings must be at most 16384 bytes of JSON") == true)
        // What counts is the object and not how it was written.
        #expect(complaint("{" + String(repeating: " ", count: 20_000) + "}") == nil)
        #expect(complaint(#"{""# + String(repeating: "k", count: 20_000) + #"":1}"#) != nil)
        #expect(complaint(#"{"a":["# + String(repeating: "1,", count: 10_000) + "1]}") != nil)
    }

    @Test(arguments: [
        "a\\u0000", "a\\u0007b", "a\\u001b[2J", "a\\rb", "a\\u007f", "a\\u0085", "a\\u009b", "a\\u202a", "a\\u202e",
        "a\\u2066", "a\\u2069",
    ])
    func nothingInItSteersAScreen(text: String) {
        for object in [
            "{\"a\":\"\(text)\"}", "{\"a\":[1,[\"\(text)\"]]}", "{\"a\":{\"b\":{\"c\":\"\(text)\"}}}",
            "{\"\(text)\":1}", "{\"a\":[{\"\(text)\":null}]}",
        ] {
            #expect(complaint(object)?.hasPrefix("settings must be") == true, "\(object)")
        }
    }

    @Test(arguments: ["a\\nb", "a\\tb", "a\\u200eb"])
    func aNameInItIsOneLine(text: String) {
        #expect(complaint("{\"\(text)\":1}") != nil)
        #expect(complaint("{\"a\":{\"\(text)\":1}}") != nil)
    }

    @Test(arguments: ["[]", "7", "true", #""x""#])
    func whatIsNoObjectIsRefused(value: String) {
        #expect(throws: DecodingError.self) { try decode(value) }
    }

    @Test func membersOutOfBoundsAreRefusedWithTheField() throws {
        #expect(try BoundedObject(["a": 1], field: "metadata").members == ["a": 1])
        for value in [JSONValue.string("\u{202E}"), .string(String(repeating: "m", count: 16_384)), .number(.nan)] {
            let error = #expect(throws: ServiceError.self) { try BoundedObject(["a": value], field: "metadata") }
            #expect(error?.code == .invalidRequest)
            #expect(error?.message.hasPrefix("field metadata must be") == true)
        }
    }
}
