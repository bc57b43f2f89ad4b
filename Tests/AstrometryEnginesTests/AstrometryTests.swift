import AstrometryEngines
import FoundationEssentials
import Kernel
import Testing

struct AstrometryTests {
    // Degrees: 20 milliarcseconds, the digits of the table.
    private let tolerance = 0.02 / 3600

    @Test func everyLineOfTheReferenceIsRead() {
        #expect(Reference.all.count == Reference.lines)
    }

    @Test(arguments: Reference.all)
    func aCatalogueDirectionStandsWhereAstropySaysAtThatDate(_ reference: Reference) {
        let place = Astrometry.ofDate(reference.icrs, at: reference.date, reference.place)
        #expect(Astrometry.separation(place, reference.ofDate) < tolerance)
        #expect((0..<24).contains(place.rightAscension))
    }

    @Test(arguments: Reference.all)
    func aPlaceOfDateComesFromTheCatalogueDirection(_ reference: Reference) {
        let icrs = Astrometry.icrs(reference.ofDate, at: reference.date, reference.place)
        #expect(Astrometry.separation(icrs, reference.icrs) < tolerance)
        #expect((0..<24).contains(icrs.rightAscension))
    }

    @Test(arguments: Reference.all)
    func aPlaceOfDateStandsWhereAstropySaysAboveTheHorizon(_ reference: Reference) {
        let horizontal = Astrometry.horizontal(ofDate: reference.ofDate, at: reference.date, reference.place)
        #expect(Astrometry.separation(horizontal, reference.horizontal) < tolerance)
        #expect((0..<360).contains(horizontal.azimuth))
    }

    @Test(arguments: Reference.all)
    func allTheWayThereAndBackIsTheSameDirection(_ reference: Reference) {
        let (date, place) = (reference.date, reference.place)
        let ofDate = Astrometry.ofDate(reference.icrs, at: date, place)
        let horizontal = Astrometry.horizontal(ofDate: ofDate, at: date, place)
        let back = Astrometry.ofDate(horizontal: horizontal, at: date, place)
        #expect(Astrometry.separation(back, ofDate) < 1e-9)
        #expect(Astrometry.separation(Astrometry.icrs(back, at: date, place), reference.icrs) < 1e-8)
    }

    // Meeus, Astronomical Algorithms, examples 12.a and 12.b with the nutation of 12.a: 8 h 34 min 56.86 s apparent.
    @Test func siderealTimeIsThatOfTheTextbook() throws {
        let midnight = try #require(Timestamp.date("1987-04-10T00:00:00Z"))
        let evening = try #require(Timestamp.date("1987-04-10T19:21:00Z"))
        let apparent = 13 + 10 / 60.0 + 46.1351 / 3600
        let later = 8 + 34 / 60.0 + (57.0896 - 0.2317) / 3600
        // The older models of the book differ by a few hundredths of a second.
        #expect(abs(Astrometry.siderealTime(at: midnight, longitude: 0) - apparent) < 0.05 / 3600)
        #expect(abs(Astrometry.siderealTime(at: evening, longitude: 0) - later) < 0.05 / 3600)
    }

    @Test(arguments: [(-70.404167, 0.128642212742), (0, 4.822253346075), (179.999, 16.822186679409)])
    func siderealTimeIsThatOfAstropyAndStaysBelow24(longitude: Double, expected: Double) throws {
        let date = try #require(Timestamp.date("2026-01-16T21:04:05.123Z"))
        #expect(abs(Astrometry.siderealTime(at: date, longitude: longitude) - expected) < 1e-8)
        #expect(abs(Astrometry.siderealTime(at: date, longitude: longitude - 360) - expected) < 1e-8)
    }

    @Test func theSecondBeforeALeapSecondIsAstropysToo() throws {
        let date = try #require(Timestamp.date("2016-12-31T23:59:59.5Z"))
        #expect(abs(Astrometry.siderealTime(at: date, longitude: 0) - 6.722280434523) < 1e-8)
    }

    @Test func theZenithHasTheDeclinationOfTheLatitudeAndTheSiderealTime() throws {
        let date = try #require(Timestamp.date("2026-01-16T21:04:05.123Z"))
        let place = ObservingPlace(latitude: 47.5, longitude: 8.2, elevation: 400)
        let zenith = Astrometry.ofDate(horizontal: HorizontalPosition(altitude: 90, azimuth: 77), at: date, place)
        #expect(abs(zenith.declination - 47.5) < 1e-6)
        #expect(abs(zenith.rightAscension - Astrometry.siderealTime(at: date, longitude: 8.2)) < 1e-6)
        #expect(abs(Astrometry.horizontal(ofDate: zenith, at: date, place).altitude - 90) < 1e-6)
    }

    @Test func theHourAngleIsTheShortWayRound() throws {
        let date = try #require(Timestamp.date("2026-01-16T21:04:05.123Z"))
        let place = ObservingPlace(latitude: 0, longitude: -70.404167, elevation: 0)
        let east = EquatorialPosition(rightAscension: 1.128642212742, declination: 0)
        let west = EquatorialPosition(rightAscension: 23.128642212742, declination: 0)
        #expect(abs(Astrometry.hourAngle(ofDate: east, at: date, place) + 1) < 1e-8)
        #expect(abs(Astrometry.hourAngle(ofDate: west, at: date, place) - 1) < 1e-8)
    }

    @Test func separationIsExactForSmallAnglesAndForOppositeOnes() {
        let pole = EquatorialPosition(rightAscension: 3, declination: 90)
        #expect(abs(Astrometry.separation(pole, EquatorialPosition(rightAscension: 9, declination: -90)) - 180) < 1e-9)
        #expect(Astrometry.separation(pole, EquatorialPosition(rightAscension: 15, declination: 90)) < 1e-9)
        let near = EquatorialPosition(rightAscension: 0, declination: 1e-9)
        #expect(
            abs(Astrometry.separation(near, EquatorialPosition(rightAscension: 0, declination: 0)) - 1e-9) < 1e-15)
        let level = HorizontalPosition(altitude: 0, azimuth: 350)
        #expect(abs(Astrometry.separation(level, HorizontalPosition(altitude: 0, azimuth: 20)) - 30) < 1e-9)
    }
}
