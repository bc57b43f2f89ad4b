import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import TelescopeCoordination

@Suite struct PointingRuleTests {
    private static let place = ObservingPlace(latitude: 48, longitude: 8, elevation: 1000)
    private static let date = Date(timeIntervalSince1970: 1_800_000_000)

    private func rule(_ system: EquatorialSystem?, _ place: ObservingPlace? = Self.place) -> PointingRule {
        PointingRule(system: system, place: place, date: Self.date)
    }

    private func target(_ equinox: Equinox) throws -> SkyTarget {
        .equatorial(
            try RightAscension(5.5, field: "right_ascension"), try Declination(-10, field: "declination"), equinox)
    }

    @Test(arguments: [
        (EquatorialSystem.j2000, Equinox.j2000), (.other, .j2000), (.other, .date), (.topocentric, .date),
    ])
    func numbersInTheMountsOwnSystemAreSentAsTheyAre(system: EquatorialSystem, equinox: Equinox) throws {
        #expect(
            try rule(system, nil).target(try target(equinox)) == .equatorial(rightAscension: 5.5, declination: -10))
    }

    @Test func aMountThatDoesNotSayItsSystemGetsTheNumbersAsTheyAre() throws {
        #expect(try rule(nil).target(try target(.j2000)) == .equatorial(rightAscension: 5.5, declination: -10))
    }

    @Test func aTopocentricMountIsSentWhereTheICRSPositionStandsToday() throws {
        let icrs = EquatorialPosition(rightAscension: 5.5, declination: -10)
        let ofDate = Astrometry.ofDate(icrs, at: Self.date, Self.place)
        #expect(
            try rule(.topocentric).target(try target(.j2000))
                == .equatorial(rightAscension: ofDate.rightAscension, declination: ofDate.declination))
        // Twenty-seven years of precession are a third of a degree.
        #expect((0.2...0.5).contains(Astrometry.separation(icrs, ofDate)))
    }

    @Test func aJ2000MountIsSentWhereAPositionOfDateIsInICRS() throws {
        guard case .equatorial(let rightAscension, let declination) = try rule(.j2000).target(try target(.date)) else {
            Issue.record("no equatorial target")
            return
        }
        let icrs = EquatorialPosition(rightAscension: rightAscension, declination: declination)
        let back = Astrometry.ofDate(icrs, at: Self.date, Self.place)
        #expect(Astrometry.separation(back, EquatorialPosition(rightAscension: 5.5, declination: -10)) < 1e-4)
    }

    @Test func aConversionWithoutASiteIsRefusedWithTheCure() throws {
        let wanted = try target(.j2000)
        let error = #expect(throws: ServiceError.self) { try rule(.topocentric, nil).target(wanted) }
        #expect(error?.code == .invalidState && error?.details["cure"]?.text?.contains("site_id") == true)
    }

    @Test(arguments: [EquatorialSystem.j2050, .b1950], [Equinox.j2000, .date])
    func systemsThatNobodyConvertsToAreRefused(system: EquatorialSystem, equinox: Equinox) throws {
        let wanted = try target(equinox)
        let error = #expect(throws: ServiceError.self) { try rule(system).target(wanted) }
        #expect(error?.code == .invalidState && error?.details["equatorial_system"] != nil)
    }

    @Test(arguments: EquatorialSystem.allCases)
    func horizontalTargetsNeedNoEquinox(system: EquatorialSystem) throws {
        let wanted = SkyTarget.horizontal(
            try Altitude(45, field: "altitude"), try Azimuth(180, field: "azimuth"))
        #expect(try rule(system).target(wanted) == .horizontal(altitude: 45, azimuth: 180))
    }

    @Test func coordinatesOfATopocentricMountAreGivenInBothSystems() {
        let own = EquatorialPosition(rightAscension: 5.5, declination: -10)
        let both = rule(.topocentric).both(own)
        #expect(both.rightAscensionOfDate == 5.5 && both.declinationOfDate == -10)
        let icrs = EquatorialPosition(
            rightAscension: both.rightAscension ?? 0, declination: both.declination ?? 0)
        #expect(Astrometry.separation(Astrometry.ofDate(icrs, at: Self.date, Self.place), own) < 1e-4)
    }

    @Test func withoutASiteOnlyTheMountsOwnSystemIsKnown() {
        let own = EquatorialPosition(rightAscension: 5.5, declination: -10)
        let ofDate = rule(.topocentric, nil).both(own)
        #expect(ofDate.rightAscension == nil && ofDate.rightAscensionOfDate == 5.5)
        let icrs = rule(.j2000, nil).both(own)
        #expect(icrs.rightAscension == 5.5 && icrs.rightAscensionOfDate == nil)
    }

    @Test func aRepliesTargetIsTheRequestsInBothSystems() throws {
        let info = rule(.topocentric).info(try target(.j2000))
        #expect(info.rightAscension == 5.5 && info.declination == -10)
        #expect(info.rightAscensionOfDate != nil && info.rightAscensionOfDate != 5.5)
    }

    @Test func aTargetStandsWhereTheSkyTurnsItTo() throws {
        let pole = SlewTarget.equatorial(rightAscension: 3, declination: 90)
        let direction = try #require(rule(.topocentric).horizontal(pole))
        #expect(abs(direction.altitude - 48) < 0.01)
        #expect(rule(.topocentric, nil).horizontal(pole) == nil)
        #expect(rule(nil, nil).horizontal(.horizontal(altitude: 20, azimuth: 30))?.altitude == 20)
    }
}
