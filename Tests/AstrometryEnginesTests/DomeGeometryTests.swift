import AstrometryEngines
import Testing

struct DomeGeometryTests {
    /// The mechanism turned step by step (Rodrigues' rotations) and the ray followed to the sphere by bisection, in numpy.
    struct Case: Sendable {
        let radius, north, east, up, tubeOffset, hourAngle, declination, latitude: Double
        let tube: TubeSide
        let altitude, azimuth: Double
    }

    static let cases = [
        Case(
            radius: 2.5, north: 0.3, east: -0.2, up: 0.4, tubeOffset: 0.6, hourAngle: 2, declination: 35,
            latitude: 48.5, tube: .east, altitude: 76.900346873, azimuth: 245.676130183),
        Case(
            radius: 2.5, north: 0.3, east: -0.2, up: 0.4, tubeOffset: 0.6, hourAngle: 2, declination: 35,
            latitude: 48.5, tube: .west, altitude: 51.943612850, azimuth: 278.491644809),
        Case(
            radius: 2, north: 0, east: 0, up: 0, tubeOffset: 0.5, hourAngle: 0, declination: 0, latitude: 45,
            tube: .east, altitude: 43.208339151, azimuth: 159.940416551),
        Case(
            radius: 3, north: -0.1, east: 0.15, up: -0.5, tubeOffset: 0.45, hourAngle: -3.5, declination: -62,
            latitude: -31.3, tube: .west, altitude: 43.849899789, azimuth: 150.034335305),
        Case(
            radius: 3, north: -0.1, east: 0.15, up: -0.5, tubeOffset: 0.45, hourAngle: -3.5, declination: -62,
            latitude: -31.3, tube: .east, altitude: 27.092835835, azimuth: 143.877044864),
        Case(
            radius: 2, north: 0, east: 0, up: 0, tubeOffset: 0.4, hourAngle: -5, declination: 89.9, latitude: 60,
            tube: .west, altitude: 70.968725638, azimuth: 351.159859617),
        Case(
            radius: 2, north: 0.2, east: 0.1, up: 0.3, tubeOffset: 0.4, hourAngle: 6, declination: 10, latitude: 0,
            tube: .east, altitude: 20.487315115, azimuth: 286.568958760),
    ]

    @Test(arguments: cases)
    func theOpeningIsWhereTheTurnedMechanismLooks(_ example: Case) throws {
        let dome = try #require(
            DomeGeometry(
                radius: example.radius, north: example.north, east: example.east, up: example.up,
                gemOffset: example.tubeOffset))
        let opening = try #require(
            dome.opening(
                hourAngle: example.hourAngle, declination: example.declination, latitude: example.latitude,
                tube: example.tube))
        #expect(abs(opening.altitude - example.altitude) < 1e-7)
        #expect(abs(opening.azimuth - example.azimuth) < 1e-7)
    }

    @Test(arguments: [(10, 20), (80, 359), (0, 180), (-5, 90)])
    func withoutOffsetTheOpeningIsTheTarget(altitude: Double, azimuth: Double) throws {
        let dome = try #require(DomeGeometry(radius: 3))
        let opening = try #require(dome.opening(HorizontalPosition(altitude: altitude, azimuth: azimuth)))
        #expect(abs(opening.altitude - altitude) < 1e-9)
        #expect(abs(opening.azimuth - azimuth) < 1e-9)
    }

    @Test func withoutOffsetHourAngleAndDeclinationLeadToTheTargetToo() throws {
        let dome = try #require(DomeGeometry(radius: 3))
        let south = try #require(dome.opening(hourAngle: 0, declination: 0, latitude: 40))
        #expect(abs(south.azimuth - 180) < 1e-9)
        #expect(abs(south.altitude - 50) < 1e-9)
        let west = try #require(dome.opening(hourAngle: 6, declination: 0, latitude: 40))
        #expect(abs(west.azimuth - 270) < 1e-9)
        #expect(abs(west.altitude) < 1e-9)
    }

    @Test func aMountEastOfTheCentreLookingSouthNeedsAnOpeningTurnedEast() throws {
        let dome = try #require(DomeGeometry(radius: 2, east: 1))
        let opening = try #require(dome.opening(HorizontalPosition(altitude: 0, azimuth: 180)))
        #expect(abs(opening.azimuth - 150) < 1e-9)
    }

    @Test(arguments: [(3.0, TubeSide.east), (-3, .west), (0, .east), (15, .west), (-12, .west)])
    func withoutASideTheTubeStaysAboveItsCounterweight(hourAngle: Double, tube: TubeSide) throws {
        let dome = try #require(DomeGeometry(radius: 2, gemOffset: 0.5))
        let unsaid = dome.opening(hourAngle: hourAngle, declination: 20, latitude: 45)
        #expect(unsaid == dome.opening(hourAngle: hourAngle, declination: 20, latitude: 45, tube: tube))
    }

    @Test(arguments: [0, -1, .nan, .infinity, 0.5])
    func aDomeThatDoesNotHoldTheTubeIsNone(radius: Double) {
        #expect(DomeGeometry(radius: radius, north: 0.3, gemOffset: -0.2) == nil)
    }

    @Test func aTargetThatIsNoneHasNoOpening() throws {
        let dome = try #require(DomeGeometry(radius: 2))
        #expect(dome.opening(hourAngle: .nan, declination: 0, latitude: 0) == nil)
        #expect(dome.opening(HorizontalPosition(altitude: 0, azimuth: .infinity)) == nil)
    }
}
