import FoundationEssentials
import Testing

@testable import Kernel

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

    @Test func theFirstMomentOfTheYearsIsReadAndWritten() throws {
        let first = "0001-01-01T00:00:00.000Z"
        #expect(Timestamp.text(try #require(Timestamp.date(first))) == first)
        #expect(Timestamp.date("0001-01-01T00:00:00+01:00") == nil)
        #expect(Timestamp.date("0000-12-31T00:00:00Z") == nil)
    }

    @Test(arguments: [
        (-Double.infinity, "0001-01-01T00:00:00.000Z"), (-1e300, "0001-01-01T00:00:00.000Z"),
        (.infinity, "9999-12-31T23:59:59.999Z"), (253_402_300_800, "9999-12-31T23:59:59.999Z"),
        (.nan, "1970-01-01T00:00:00.000Z"),
    ])
    func aTimeWithoutATextIsWrittenAsTheNearest(seconds: Double, text: String) {
        #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    // Seconds as PostgreSQL and Python's datetime, both of the Gregorian calendar throughout, tell them.
    @Test(arguments: [
        ("1500-02-28T00:00:00.000Z", -14_826_758_400), ("1500-03-01T00:00:00.000Z", -14_826_672_000),
        ("1582-10-10T00:00:00.000Z", -12_219_724_800), ("1600-02-29T00:00:00.000Z", -11_670_998_400),
        ("1969-12-31T23:59:59.000Z", -1), ("2100-03-01T00:00:00.000Z", 4_107_542_400),
    ])
    func theGregorianCalendarCountsInEveryYear(text: String, seconds: Double) {
        #expect(Timestamp.date(text) == Date(timeIntervalSince1970: seconds))
        #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func everyDayOfTwoErasFollowsTheOneBefore() throws {
        let first = try #require(CivilDay(year: 1601, month: 1, day: 1))
        let last = try #require(CivilDay(year: 2401, month: 1, day: 1))
        #expect(last.daysSince1970 - first.daysSince1970 == 2 * 146_097)
        var before = CivilDay(daysSince1970: first.daysSince1970 - 1)
        for days in first.daysSince1970...last.daysSince1970 {
            let day = CivilDay(daysSince1970: days)
            #expect(day.daysSince1970 == days)
            #expect(day.day == before.day + 1 || day.day == 1 && before.day >= 28)
            before = day
        }
    }

    @Test func theTwentyNinthOfFebruaryExistsInLeapYears() {
        #expect(Timestamp.date("2028-02-29T00:00:00Z") != nil)
        #expect(Timestamp.date("2000-02-29T00:00:00Z") != nil)
        #expect(Timestamp.date("2100-02-29T00:00:00Z") == nil)
        #expect(Timestamp.date("1500-02-29T00:00:00Z") == nil)
    }

    @Test func aDayIsReadAsItsMidnight() {
        #expect(Timestamp.midnight("2026-01-16") == Date(timeIntervalSince1970: 1_768_521_600))
        for text in ["", "2026-01-16Z", "2026-02-30", "2026-1-16", "0000-01-01"] {
            #expect(Timestamp.midnight(text) == nil)
        }
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
