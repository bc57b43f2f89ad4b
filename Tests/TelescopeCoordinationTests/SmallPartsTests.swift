import Access
import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import TelescopeCoordination

@Suite struct SnakeCaseTests {
    @Test(arguments: [
        ("RightAscension", "right_ascension"), ("UTCDate", "utc_date"), ("CCDTemperature", "ccd_temperature"),
        ("StarFWHM", "star_fwhm"), ("IsPulseGuiding", "is_pulse_guiding"), ("AtPark", "at_park"),
        ("GetSwitch0", "switch_0"), ("GetSwitchValue12", "switch_value_12"), ("Slewing", "slewing"),
        ("StateChangeComplete3", "state_change_complete_3"), ("ShutterStatus", "shutter_status"),
    ])
    func namesOfASCOMBecomeNamesOfTheWire(name: String, text: String) {
        #expect(SnakeCase.text(name) == text)
    }
}

@Suite struct StopCountsTests {
    @Test func parkingGivesWayToAStopAndToNothingElse() {
        var counts = StopCounts()
        let device = UUID()
        let (slew, park) = (counts.count(of: device, puttingAway: false), counts.count(of: device, puttingAway: true))
        counts.putAway(device)
        #expect(counts.count(of: device, puttingAway: false) != slew)
        #expect(counts.count(of: device, puttingAway: true) == park)
        counts.halted(device)
        #expect(counts.count(of: device, puttingAway: true) != park)
        #expect(counts.count(of: UUID(), puttingAway: false) == 0)
    }
}

@Suite struct DomeSetupTests {
    private let direction = HorizontalPosition(altitude: 45, azimuth: 90)

    @Test func withoutARadiusTheOpeningIsWhereTheTelescopeLooks() {
        let setup = DomeSetup([:], .altaz)
        #expect(setup.opening(direction, hourAngle: nil, latitude: nil, pier: nil) == direction)
        #expect(setup.tolerance == 2)
    }

    @Test func aMountNorthOfTheCentreTurnsTheOpeningNorth() {
        let setup = DomeSetup(["dome": ["radius": 2, "north": 0.5, "tolerance": 1]], .altaz)
        let opening = setup.opening(direction, hourAngle: nil, latitude: nil, pier: nil)
        #expect(opening.azimuth < 89 && opening.azimuth > 45)
        #expect(setup.tolerance == 1)
    }

    @Test func theSideOfThePierMovesTheOpeningOfAGermanMount() {
        let setup = DomeSetup(["dome": ["radius": 2, "gem_offset": 0.5]], .germanEquatorial)
        let east = setup.opening(direction, hourAngle: (-3, 20), latitude: 48, pier: .east)
        let west = setup.opening(direction, hourAngle: (-3, 20), latitude: 48, pier: .west)
        #expect(abs(east.azimuth - west.azimuth) > 5)
    }

    @Test func aDomeThatCannotBeIsAsGoodAsNone() {
        let setup = DomeSetup(["dome": ["radius": 1, "north": 5]], .altaz)
        #expect(setup.geometry == nil)
        #expect(setup.opening(direction, hourAngle: nil, latitude: nil, pier: nil) == direction)
    }
}
