import Alpaca
import AstrometryEngines
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import Simulator

/// The mount against a clock that stands still until it is moved.
@Suite struct MountTests {
    @Test func aSlewTakesItsTimeAndEndsAtTheTarget() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        let start = try await stage.number(.telescope, "rightascension")
        try await stage.put(
            .telescope, "slewtocoordinatesasync",
            ["RightAscension": .double(Angle.hours(start + 0.5)), "Declination": 60.0])
        #expect(try await stage.get(.telescope, "slewing") == true)
        stage.pass(2)
        let onTheWay = try await stage.number(.telescope, "declination")
        #expect(abs(onTheWay - 38) < 0.1)
        stage.pass(28)
        #expect(try await stage.get(.telescope, "slewing") == false)
        let end = try await stage.number(.telescope, "rightascension")
        #expect(abs(Angle.signed((end - start - 0.5) * 15)) * 3600 < 1)
        #expect(abs(try await stage.number(.telescope, "declination") - 60) * 3600 < 0.1)
    }

    @Test func aTrackingMountStaysInTheSkyAndAStandingOneDrifts() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        let before = try await stage.number(.telescope, "rightascension")
        stage.pass(600)
        #expect(abs(try await stage.number(.telescope, "rightascension") - before) * 15 * 3600 < 0.5)
        try await stage.put(.telescope, "tracking", ["Tracking": false])
        stage.pass(600)
        let drift = try await stage.number(.telescope, "rightascension") - before
        #expect(abs(Angle.hours(drift) * 3600 - 601.64) < 0.1)
    }

    @Test(arguments: [
        ("slewtocoordinatesasync", ["RightAscension": 1.0, "Declination": 80.0]),
        ("slewtoaltazasync", ["Azimuth": 10.0, "Altitude": 50.0]), ("findhome", [:]), ("abortslew", [:]),
    ])
    func aParkedMountRefusesMotion(member: String, arguments: [String: Double]) async throws {
        let stage = try await Stage.connected()
        let arguments = arguments.mapValues { AlpacaArgument.double($0) }
        #expect(try await stage.failure(.telescope, .put, member, arguments) == .parked)
        #expect(try await stage.failure(.telescope, .put, "tracking", ["Tracking": true]) == .parked)
    }

    @Test func parkingTakesTimeAndEndsWithTracking() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        try await stage.put(.telescope, "park")
        #expect(try await stage.get(.telescope, "slewing") == true)
        #expect(try await stage.get(.telescope, "atpark") == false)
        stage.pass(60)
        #expect(try await stage.get(.telescope, "atpark") == true)
        #expect(try await stage.get(.telescope, "tracking") == false)
        #expect(try await stage.get(.telescope, "slewing") == false)
    }

    @Test func anAbortStopsOnTheWayAndBringsTrackingBack() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        try await stage.put(.telescope, "park")
        stage.pass(3)
        try await stage.put(.telescope, "abortslew")
        #expect(try await stage.get(.telescope, "slewing") == false)
        #expect(try await stage.get(.telescope, "atpark") == false)
        #expect(try await stage.get(.telescope, "tracking") == true)
        let there = try await stage.number(.telescope, "declination")
        stage.pass(60)
        #expect(try await stage.number(.telescope, "declination") == there)
        #expect(there > 31 && there < 89)
    }

    @Test func theSideOfThePierFollowsTheHourAngle() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        #expect(try await stage.get(.telescope, "sideofpier") == 0)
        let east = Angle.hours(try await stage.number(.telescope, "siderealtime") + 2)
        let arguments: [String: AlpacaArgument] = ["RightAscension": .double(east), "Declination": 30.0]
        #expect(try await stage.get(.telescope, "destinationsideofpier", arguments) == 1)
        try await stage.slew(to: east, 30)
        #expect(try await stage.get(.telescope, "sideofpier") == 1)
        #expect(abs(try await stage.number(.telescope, "declination") - 30) < 1e-6)
    }

    @Test func aTargetBelowTheHorizonIsRefused() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        #expect(
            try await stage.failure(
                .telescope, .put, "slewtocoordinatesasync", ["RightAscension": 0.0, "Declination": -85.0])
                == .invalidOperation)
        try await stage.put(.telescope, "tracking", ["Tracking": false])
        #expect(
            try await stage.failure(.telescope, .put, "slewtoaltazasync", ["Azimuth": 10.0, "Altitude": -1.0])
                == .invalidValue)
    }

    @Test func aTargetIsNotSetUntilItIsWritten() async throws {
        let stage = try await Stage.connected()
        #expect(try await stage.failure(.telescope, .get, "targetrightascension") == .valueNotSet)
        #expect(try await stage.failure(.telescope, .get, "targetdeclination") == .valueNotSet)
        #expect(
            try await stage.failure(.telescope, .put, "targetdeclination", ["TargetDeclination": 91.0])
                == .invalidValue)
        #expect(
            try await stage.failure(.telescope, .put, "targetdeclination", ["TargetDeclination": .double(.nan)])
                == .invalidValue)
        try await stage.put(.telescope, "targetdeclination", ["TargetDeclination": 12.5])
        #expect(try await stage.number(.telescope, "targetdeclination") == 12.5)
    }

    @Test func aPulseMovesByItsRateAndTime() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        let before = try await stage.number(.telescope, "declination")
        try await stage.put(.telescope, "pulseguide", ["Direction": 0, "Duration": 2000])
        #expect(try await stage.get(.telescope, "ispulseguiding") == true)
        stage.pass(5)
        #expect(try await stage.get(.telescope, "ispulseguiding") == false)
        let moved = try await stage.number(.telescope, "declination") - before
        #expect(abs(moved - 2 * 360.98564736629 / 86400 / 2) < 1e-9)
    }

    @Test func anAxisMovesUntilItsRateIsZero() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        try await stage.put(.telescope, "moveaxis", ["Axis": 1, "Rate": 1.0])
        stage.pass(10)
        #expect(try await stage.get(.telescope, "slewing") == true)
        try await stage.put(.telescope, "moveaxis", ["Axis": 1, "Rate": 0.0])
        #expect(try await stage.get(.telescope, "slewing") == false)
        stage.pass(10)
        #expect(abs(try await stage.number(.telescope, "declination") - 40) < 1e-9)
        #expect(
            try await stage.failure(.telescope, .put, "moveaxis", ["Axis": 1, "Rate": 4.1]) == .invalidValue)
    }

    @Test func aSyncChangesWhatIsSaidAndNotWhereTheTubeLooks() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        let rightAscension = try await stage.number(.telescope, "rightascension")
        try await stage.put(
            .telescope, "synctocoordinates",
            ["RightAscension": .double(Angle.hours(rightAscension + 0.1)), "Declination": 31.0])
        #expect(abs(try await stage.number(.telescope, "declination") - 31) < 1e-9)
        #expect(try await stage.get(.telescope, "slewing") == false)
        try await stage.slew(to: rightAscension, 30)
        #expect(abs(try await stage.number(.telescope, "declination") - 30) < 1e-9)
    }

    @Test func homeIsLeftByTracking() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.telescope, "unpark")
        try await stage.put(.telescope, "findhome")
        #expect(try await stage.get(.telescope, "athome") == false)
        stage.pass(60)
        #expect(try await stage.get(.telescope, "athome") == true)
        try await stage.put(.telescope, "tracking", ["Tracking": true])
        #expect(try await stage.get(.telescope, "athome") == false)
    }

    @Test func altitudeAndAzimuthAreThoseOfTheSky() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.telescope, "unpark")
        try await stage.put(.telescope, "slewtoaltazasync", ["Azimuth": 200.0, "Altitude": 50.0])
        stage.pass(100)
        #expect(abs(try await stage.number(.telescope, "altitude") - 50) < 1e-6)
        #expect(abs(try await stage.number(.telescope, "azimuth") - 200) < 1e-6)
        let position = EquatorialPosition(
            rightAscension: try await stage.number(.telescope, "rightascension"),
            declination: try await stage.number(.telescope, "declination"))
        let sky = Astrometry.horizontal(ofDate: position, at: stage.time.source.date(), .simulated)
        #expect(Astrometry.separation(sky, HorizontalPosition(altitude: 50, azimuth: 200)) * 3600 < 1)
    }

    @Test func theClockAndTheSiteOfTheMountAreWritable() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.telescope, "utcdate", ["UTCDate": "2027-03-04T05:06:07.1234567Z"])
        stage.pass(2)
        #expect(try await stage.get(.telescope, "utcdate") == "2027-03-04T05:06:09.123Z")
        #expect(
            try await stage.failure(.telescope, .put, "utcdate", ["UTCDate": "yesterday"]) == .invalidValue)
        try await stage.put(.telescope, "sitelongitude", ["SiteLongitude": 15.0])
        let date = try #require(Timestamp.date("2027-03-04T05:06:09.123Z"))
        let expected = Astrometry.siderealTime(at: date, longitude: 15)
        #expect(abs(try await stage.number(.telescope, "siderealtime") - expected) < 1e-5)
    }

    @Test func aStuckMountIsOnItsWayUntilItIsFree() async throws {
        let stage = try await Stage.connected()
        try await stage.pointHigh()
        try await stage.put(
            .telescope, "slewtocoordinatesasync",
            [
                "RightAscension": .double(try await stage.number(.telescope, "rightascension")),
                "Declination": 60.0,
            ])
        stage.pass(1)
        try stage.observatory.set(.stuck, of: .telescope, to: true)
        stage.pass(1000)
        #expect(try await stage.get(.telescope, "slewing") == true)
        #expect(abs(try await stage.number(.telescope, "declination") - 34) < 0.01)
        try stage.observatory.set(.stuck, of: .telescope, to: false)
        stage.pass(30)
        #expect(try await stage.get(.telescope, "slewing") == false)
        #expect(abs(try await stage.number(.telescope, "declination") - 60) < 1e-6)
    }
}
