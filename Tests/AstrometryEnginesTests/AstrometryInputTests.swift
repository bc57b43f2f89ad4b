import AstrometryEngines
import FoundationEssentials
import Kernel
import Testing

struct AstrometryInputTests {
    private static let numbers = [
        0, -0.0, 24, 1e9, -1e9, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
        .infinity, -.infinity, .nan,
    ]

    @Test(arguments: numbers, numbers)
    func noNumberTraps(_ first: Double, _ second: Double) {
        for date in [Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: first)] {
            let place = ObservingPlace(latitude: second, longitude: first, elevation: first)
            let sky = EquatorialPosition(rightAscension: first, declination: second)
            _ = Astrometry.icrs(sky, at: date, place)
            _ = Astrometry.ofDate(sky, at: date, place)
            _ = Astrometry.horizontal(ofDate: sky, at: date, place)
            _ = Astrometry.ofDate(
                horizontal: HorizontalPosition(altitude: first, azimuth: second), at: date, place)
            _ = Astrometry.separation(sky, sky)
        }
    }

    @Test func whatIsNotFiniteGivesADirectionThatIsNot() {
        let place = ObservingPlace(latitude: 0, longitude: 0, elevation: 0)
        let star = EquatorialPosition(rightAscension: 1, declination: 2)
        let never = Date(timeIntervalSince1970: .nan)
        #expect(!Astrometry.ofDate(star, at: never, place).isFinite)
        #expect(!Astrometry.icrs(star, at: never, place).isFinite)
        #expect(!Astrometry.horizontal(ofDate: star, at: never, place).isFinite)
        let lost = EquatorialPosition(rightAscension: .infinity, declination: 2)
        #expect(!Astrometry.horizontal(ofDate: lost, at: Date(timeIntervalSince1970: 0), place).isFinite)
        let nowhere = ObservingPlace(latitude: .nan, longitude: 0, elevation: 0)
        #expect(!Astrometry.ofDate(star, at: Date(timeIntervalSince1970: 0), nowhere).isFinite)
    }

    // Before 1960 and years after the last entry of the table of leap seconds, ERFA warns and goes on.
    @Test(arguments: [-3_000_000_000.0, -70_000_000_000, 4_000_000_000, 1e12, -1e12])
    func yearsOutsideTheTableOfLeapSecondsAreComputed(_ seconds: Double) {
        let place = ObservingPlace(latitude: 50, longitude: 10, elevation: 0)
        let star = EquatorialPosition(rightAscension: 18.6, declination: 38.8)
        let date = Date(timeIntervalSince1970: seconds)
        let ofDate = Astrometry.ofDate(star, at: date, place)
        #expect(ofDate.isFinite)
        #expect(Astrometry.separation(Astrometry.icrs(ofDate, at: date, place), star) < 1e-6)
    }

    @Test func aTimeBeyondTheRangeCountsAsItsEnd() {
        let (end, beyond) = (Timestamp.range.upperBound, Date(timeIntervalSince1970: 1e15))
        #expect(
            Astrometry.siderealTime(at: end, longitude: 0) == Astrometry.siderealTime(at: beyond, longitude: 0))
    }
}
