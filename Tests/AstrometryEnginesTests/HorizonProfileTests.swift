import AstrometryEngines
import Kernel
import Testing

struct HorizonProfileTests {
    @Test(arguments: [(0, 10), (45, 15), (90, 20), (180, 10), (270, 0), (315, 5), (359, 9.888888888888889)])
    func betweenPointsItIsAStraightLineAlsoAcrossNorth(azimuth: Double, altitude: Double) {
        let profile = HorizonProfile(points: [(270, 0), (0, 10), (90, 20)], minimum: -90)
        #expect(abs(profile.altitude(at: azimuth) - altitude) < 1e-12)
    }

    @Test func theMinimumCountsWhereTheProfileIsLower() {
        let profile = HorizonProfile(points: [(0, 0), (180, 40)], minimum: 15)
        #expect(profile.altitude(at: 0) == 15)
        #expect(profile.altitude(at: 180) == 40)
        #expect(profile.altitude(at: 90) == 20)
    }

    @Test func anEmptyProfileIsTheMinimum() {
        #expect(HorizonProfile(points: [], minimum: 12).altitude(at: 200) == 12)
    }

    @Test(arguments: [0.0, 7, 180, 359.9])
    func onePointCountsAllAround(azimuth: Double) {
        #expect(HorizonProfile(points: [(7, 30)], minimum: 0).altitude(at: azimuth) == 30)
    }

    @Test func pointsOfEqualAzimuthAreAStep() {
        let profile = HorizonProfile(points: [(0, 0), (90, 0), (90, 40), (180, 40), (180, 0)], minimum: -90)
        #expect(profile.altitude(at: 89.999) == 0)
        #expect(profile.altitude(at: 90) == 40)
        #expect(profile.altitude(at: 90.001) == 40)
        #expect(profile.altitude(at: 180) == 40)
        #expect(profile.altitude(at: 180.001) == 0)
    }

    @Test func aProfileFromZeroTo360HasItsStepInTheNorth() {
        let profile = HorizonProfile(points: [(0, 10), (180, 10), (360, 46)], minimum: -90)
        #expect(abs(profile.altitude(at: 270) - 28) < 1e-12)
        #expect(profile.altitude(at: 0) == 46)
        #expect(profile.altitude(at: 360) == 46)
        #expect(abs(profile.altitude(at: 1) - 10) < 1e-12)
    }

    @Test(arguments: [(-90, 270), (450, 90), (720, 0)])
    func anAzimuthCountsWithoutWholeTurns(asked: Double, same: Double) {
        let profile = HorizonProfile(points: [(0, 1), (90, 2), (270, 3)], minimum: -90)
        #expect(profile.altitude(at: asked) == profile.altitude(at: same))
    }

    @Test(arguments: [Double.nan, .infinity])
    func anAzimuthThatIsNoneGetsTheHighest(azimuth: Double) {
        #expect(HorizonProfile(points: [(0, 1), (90, 60)], minimum: 10).altitude(at: azimuth) == 60)
    }

    @Test func pointsThatAreNotFiniteAreLeftOut() {
        let profile = HorizonProfile(points: [(.nan, 50), (10, .infinity), (20, 5)], minimum: 0)
        #expect(profile.altitude(at: 10) == 5)
    }

    @Test func bothSpellingsOfASiteAreRead() throws {
        let pairs = try #require(HorizonProfile([[0, 10], [180, 20.5]], minimum: 0))
        let objects = try #require(
            HorizonProfile([["azimuth": 0, "altitude": 10], ["azimuth": 180, "altitude": 20.5]], minimum: 0))
        #expect(pairs == objects)
        #expect(pairs.altitude(at: 180) == 20.5)
        #expect(try #require(HorizonProfile(.null, minimum: 4)).altitude(at: 1) == 4)
        #expect(try #require(HorizonProfile(nil, minimum: 4)).altitude(at: 1) == 4)
    }

    @Test(
        arguments: [
            "high", ["azimuth": 1], [1, 2], [[1]], [[1, 2, 3]], [[361, 2]], [[1, 91]], [["azimuth": 1]],
            [["azimuth": "north", "altitude": 1]],
        ] as [JSONValue])
    func whatIsNoProfileIsRefused(_ json: JSONValue) {
        #expect(HorizonProfile(json, minimum: 0) == nil)
    }
}
