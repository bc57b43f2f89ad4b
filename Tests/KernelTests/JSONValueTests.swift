import FoundationEssentials
import Kernel
import Testing

@Suite struct JSONValueTests {
    private static let kinds: [(String, JSONValue)] = [
        ("null", JSONValue.null), ("true", true), ("false", false), ("0", 0), ("1", 1), ("-1", -1),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9007199254740993", .integer(9_007_199_254_740_993)), ("0.1", 0.1), ("-2.5e-3", -0.0025),
        ("18446744073709551615", .number(18_446_744_073_709_551_616)), ("1e300", .number(1e300)),
        (#""1""#, "1"), (#""""#, ""), (#""\u00e9\n\ud83d\ude00""#, "é\n😀"), ("[]", []), ("{}", [:]),
        ("[1,[2,[null]]]", [1, [2, [nil]]]), (#"{"a":{"b":[true,"x"]}}"#, ["a": ["b": [true, "x"]]]),
    ]

    private func read(_ text: String) throws -> JSONValue {
        try WireJSON.decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test(arguments: kinds)
    func everyKindOfValueIsReadAndWrittenBack(text: String, value: JSONValue) throws {
        #expect(try read(text) == value)
        #expect(try read(WireJSON.text(value)) == value)
    }

    @Test func wholeNumbersKeepAllTheirDigits() throws {
        let text = "[9223372036854775807,9007199254740993]"
        #expect(try WireJSON.text(read(text)) == text)
    }

    @Test func doublesKeepAllTheirDigits() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            #expect(try read(WireJSON.text(JSONValue.number(number))).double == number)
        }
    }

    @Test(arguments: ["1e400", "[1e400]", #"{"a":[1e400]}"#, "", "nul", "[1", "{1:2}", #""\ud800""#, "NaN"])
    func whatIsNoValueIsRefused(text: String) {
        #expect(throws: DecodingError.self) { try read(text) }
    }

    @Test(arguments: [Double.nan, .infinity])
    func whatJSONHasNoWordForIsNotWritten(number: Double) {
        #expect(throws: EncodingError.self) { try WireJSON.encode(JSONValue.number(number)) }
    }

    @Test func nestingAsDeepAsMessagesMayBeIsRead() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        var value = try read(text)
        var depth = 0
        while let elements = value.elements {
            depth += 1
            value = elements.first ?? .null
        }
        #expect(depth == 64)
    }

    @Test func partsAreReachedByTheirType() {
        let value: JSONValue = ["a": 1, "b": 2.5, "c": "x", "d": true, "e": [1], "f": 3.0]
        #expect(value["a"]?.whole == 1)
        #expect(value["a"]?.double == 1)
        #expect(value["b"]?.whole == nil)
        #expect(value["b"]?.double == 2.5)
        #expect(value["c"]?.text == "x")
        #expect(value["d"]?.boolean == true)
        #expect(value["e"]?.elements == [1])
        #expect(value["f"]?.whole == 3)
        #expect(value["g"] == nil)
        #expect(value["c"]?["a"] == nil)
        #expect(value.members?.count == 6)
        #expect(JSONValue.number(1e300).whole == nil)
        #expect(value["c"]?.whole == nil)
        #expect(value["d"]?.double == nil)
    }

    @Test func theLastOfTwoEqualKeysOfALiteralCounts() {
        #expect((["a": 1, "a": 2] as JSONValue)["a"] == 2)
    }
}
