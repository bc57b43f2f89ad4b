import Alpaca
import AlpacaEngines
import Contracts
import Kernel
import Testing

@testable import TelescopeCoordination

@Suite struct PointingRuleTests {
    private func target(_ equinox: Equinox) throws -> SkyTarget {
        .equatorial(
            try RightAscension(5.5, field: "right_ascension"), try Declination(-10, field: "declination"), equinox)
    }

    @Test(arguments: [
        (EquatorialSystem.j2000, Equinox.j2000), (.other, .j2000), (.other, .date), (.topocentric, .date),
    ])
    func numbersInTheMountsOwnSystemAreSentAsTheyAre(system: EquatorialSystem, equinox: Equinox) throws {
        #expect(
            try PointingRule.target(try target(equinox), for: system)
                == .equatorial(rightAscension: 5.5, declination: -10))
    }

    @Test func aMountThatDoesNotSayItsSystemGetsTheNumbersAsTheyAre() throws {
        #expect(
            try PointingRule.target(try target(.j2000), for: nil) == .equatorial(rightAscension: 5.5, declination: -10))
    }

    @Test func aTopocentricMountNeedsCoordinatesOfDateAndTheRefusalNamesTheCure() throws {
        let wanted = try target(.j2000)
        let error = #expect(throws: ServiceError.self) { try PointingRule.target(wanted, for: .topocentric) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("\"equinox\":\"date\"") == true)
        #expect(error?.details["field"] == "equinox")
    }

    @Test func aJ2000MountRefusesCoordinatesOfDate() throws {
        let wanted = try target(.date)
        let error = #expect(throws: ServiceError.self) { try PointingRule.target(wanted, for: .j2000) }
        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: [EquatorialSystem.j2050, .b1950], [Equinox.j2000, .date])
    func systemsThatNobodyConvertsToAreRefused(system: EquatorialSystem, equinox: Equinox) throws {
        let wanted = try target(equinox)
        #expect(throws: ServiceError.self) { try PointingRule.target(wanted, for: system) }
    }

    @Test(arguments: EquatorialSystem.allCases)
    func horizontalTargetsNeedNoEquinox(system: EquatorialSystem) throws {
        let wanted = SkyTarget.horizontal(
            try Altitude(45, field: "altitude"), try Azimuth(180, field: "azimuth"))
        #expect(try PointingRule.target(wanted, for: system) == .horizontal(altitude: 45, azimuth: 180))
    }

    @Test func coordinatesOfDateAreNeverGivenAsICRS() {
        var status = MountStatus(connected: true)
        PointingRule.fill(&status, rightAscension: 5.5, declination: -10, .topocentric)
        #expect(status.rightAscension == nil && status.declination == nil)
        #expect(status.rightAscensionOfDate == 5.5 && status.declinationOfDate == -10)
    }

    @Test func coordinatesOfAJ2000MountAreGivenAsICRS() {
        var status = MountStatus(connected: true)
        PointingRule.fill(&status, rightAscension: 5.5, declination: -10, .j2000)
        #expect(status.rightAscension == 5.5 && status.declination == -10)
        #expect(status.rightAscensionOfDate == nil)
    }
}
