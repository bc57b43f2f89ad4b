import FoundationEssentials
import Kernel
import Testing

@Suite struct TimestampTests {
    private static let evening = Date(timeIntervalSince1970: 1_768_597_445)

    @Test(arguments: [
        ("2026-01-16T21:04:05Z", 0), ("2026-01-16T21:04:05.5Z", 0.5), ("2026-01-16T21:04:05.123Z", 0.123),
        ("2026-01-16T21:04:05.123456789Z", 0.123456789), ("2026-01-16T21:04:05.000000000001Z", 0),
        ("2026-01-16T23:04:05+02:00", 0), ("2026-01-16T15:34:05.25-05:30", 0.25), ("2026-01-16T23:04:05+0200", 0),
        ("2026-01-16T23:04:05+02", 0), ("2026-01-17T00:04:05+03:00", 0), ("2026-01-16T21:04:05-00:00", 0),
    ])
    func aTimeIsReadInAllItsSpellings(text: String, fraction: Double) throws {
        let date = try #require(Timestamp.date(text))
        #expect(abs(date.timeIntervalSince(Self.evening) - fraction) < 1e-6)
    }

    @Test(arguments: [
        "", "Z", "2026-01-16", "2026-01-16T21:04:05", "2026-01-16 21:04:05Z", "20260116T210405Z", "2026-1-6T1:4:5Z",
        "2026-13-16T21:04:05Z", "2026-00-16T21:04:05Z", "2026-02-30T21:04:05Z", "2025-02-29T00:00:00Z",
        "2026-01-16T24:00:00Z", "2026-01-16T25:04:05Z", "2026-01-16T21:61:05Z", "2026-01-16T21:04:61Z",
        "2026-01-16T21:04:05Zgarbage", "2026-01-16T21:04:05.123Z ", " 2026-01-16T21:04:05Z",
        "2026-01-16T21:04:05.Z", "2026-01-16T21:04:05.1", "2026-01-16T21:04:05+", "2026-01-16T21:04:05+2",
        "2026-01-16T21:04:05+24:00", "2026-01-16T21:04:05+02:60", "2026-01-16T21:04:05+02:00Z",
        "2026-01-16T21:04:05Z+02:00", "2026-01-16T21:04:05+0:200", "2026-01-16T21:04:05.1e5Z",
        "99999-01-16T21:04:05Z", "-001-01-16T21:04:05Z", "２０２６-01-16T21:04:05Z", "2026-01-16T21:04:05\u{0}Z",
        "9999-12-31T23:59:59.9996Z", "9999-12-31T23:59:59-01:00",
        "1768597445", "2026-01-16T21:04:05." + String(repeating: "1", count: 60) + "Z",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(Timestamp.date(text) == nil)
    }

    @Test func theLastMomentOfTheYearsIsReadAndWritten() throws {
        let last = "9999-12-31T23:59:59.999Z"
        #expect(Timestamp.text(try #require(Timestamp.date(last))) == last)
    }

    @Test func theTwentyNinthOfFebruaryExistsInLeapYears() {
        #expect(Timestamp.date("2028-02-29T00:00:00Z") != nil)
    }

    @Test func aTimeIsWrittenInUTCWithMilliseconds() {
        #expect(Timestamp.text(Self.evening) == "2026-01-16T21:04:05.000Z")
        #expect(Timestamp.text(Date(timeIntervalSince1970: -0.25)) == "1969-12-31T23:59:59.750Z")
    }

    @Test func everyMillisecondIsWrittenAsItself() throws {
        for millisecond in 0..<1000 {
            let text = Timestamp.text(Self.evening.addingTimeInterval(Double(millisecond) / 1000))
            let digits = String(1000 + millisecond).dropFirst()
            #expect(text == "2026-01-16T21:04:05.\(digits)Z")
            #expect(Timestamp.text(try #require(Timestamp.date(text))) == text)
        }
    }

    @Test func aTimeIsRoundedToTheNextMillisecond() {
        #expect(Timestamp.text(Self.evening.addingTimeInterval(0.9996)) == "2026-01-16T21:04:06.000Z")
    }
}
