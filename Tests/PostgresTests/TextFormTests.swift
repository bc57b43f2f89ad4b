import FoundationEssentials
import Testing

@testable import Postgres

@Suite struct TextFormTests {
    @Test(arguments: [
        ("2026-01-16 21:04:05.123456+00", 1_768_597_445.123456), ("1970-01-01 00:00:00+00", 0),
        ("2026-01-16 23:04:05+02", 1_768_597_445), ("2026-01-16 21:34:05+00:30", 1_768_597_445),
        ("1969-12-31 23:59:59.75+00", -0.25), ("2000-02-29", 951_782_400), ("1600-03-01 00:00:00+00", -11_670_912_000),
    ])
    func momentsAreRead(text: String, seconds: Double) throws {
        let date = try #require(PostgresTimestamp.date(text))
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.000_001)
    }

    @Test(arguments: [
        "", "infinity", "-infinity", "2026-01-16 21:04:05", "0044-03-15 00:00:00+00 BC", "2026-13-01", "12345-01-01",
        "2026-01-16T21:04:05Z", "2026-01-16 21:04:05+0", "ä026-01-16",
    ])
    func whatIsNoMomentIsRefused(text: String) {
        #expect(PostgresTimestamp.date(text) == nil)
    }

    @Test(arguments: [
        (1_768_597_445.123456, "2026-01-16T21:04:05.123456Z"), (-0.25, "1969-12-31T23:59:59.750000Z"),
        (0.9999996, "1970-01-01T00:00:01.000000Z"), (-14_826_672_000, "1500-03-01T00:00:00.000000Z"),
        (-1e15, "-infinity"), (1e15, "infinity"),
    ])
    func momentsAreWritten(seconds: Double, text: String) {
        #expect(PostgresTimestamp.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func arraysAreReadBack() {
        let elements: [String?] = ["a", nil, "", "NULL", "q\"uo\\te", "comma,brace}", "ä 🙂"]
        #expect(PostgresArrayText.elements(PostgresArrayText.text(elements)) == elements)
        #expect(PostgresArrayText.elements("{}") == [])
        #expect(PostgresArrayText.elements("{1,2,NULL}") == ["1", "2", nil])
    }

    @Test(arguments: [
        "", "{", "}", "{a", "a}", "{a,}", "{,a}", "{\"a}", "{\"a\\}", "{{1},{2}}", "[0:1]={1,2}", "{\"a\"b}",
    ])
    func whatIsNoArrayIsRefused(text: String) {
        #expect(PostgresArrayText.elements(text) == nil)
    }

    @Test func bytesAreReadBack() {
        #expect(PostgresBytes.bytes("\\x00ff1A") == [0, 255, 26])
        #expect(PostgresBytes.bytes("\\x") == [])
        for text in ["", "\\", "\\x0", "\\xzz", "00"] { #expect(PostgresBytes.bytes(text) == nil) }
    }

    @Test func theStatementUsedLongestAgoMakesRoom() {
        var cache = StatementCache(limit: 2)
        let first = cache.insert("a").name
        _ = cache.insert("b")
        #expect(cache.name(for: "a") == first)
        let third = cache.insert("c")
        #expect(third.evicted != nil && third.evicted != first)
        #expect(cache.name(for: "b") == nil)
        #expect(cache.count == 2)
        #expect(cache.insert("b").name != third.evicted)
    }
}
