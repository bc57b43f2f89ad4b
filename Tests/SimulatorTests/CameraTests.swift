import Alpaca
import Kernel
import Testing

@testable import Simulator

/// The camera and its pictures.
@Suite struct CameraTests {
    @Test func anExposureGoesThroughItsStates() async throws {
        let stage = try await Stage.connected()
        #expect(try await stage.failure(.camera, .get, "imagearray") == .invalidOperation)
        try await stage.put(.camera, "startexposure", ["Duration": 10.0, "Light": true])
        #expect(try await stage.get(.camera, "camerastate") == 2)
        stage.pass(5)
        #expect(try await stage.get(.camera, "percentcompleted") == 50)
        #expect(try await stage.get(.camera, "imageready") == false)
        #expect(
            try await stage.failure(.camera, .put, "startexposure", ["Duration": 1.0, "Light": true])
                == .invalidOperation)
        stage.pass(5)
        #expect(try await stage.get(.camera, "camerastate") == 3)
        stage.pass(1)
        #expect(try await stage.get(.camera, "camerastate") == 0)
        #expect(try await stage.get(.camera, "imageready") == true)
        #expect(try await stage.number(.camera, "lastexposureduration") == 10)
    }

    @Test func aStoppedExposureHasAPictureAndAnAbortedOneHasNone() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.camera, "startexposure", ["Duration": 100.0, "Light": true])
        stage.pass(4)
        try await stage.put(.camera, "stopexposure")
        stage.pass(1)
        #expect(try await stage.number(.camera, "lastexposureduration") == 4)
        try await stage.put(.camera, "startexposure", ["Duration": 100.0, "Light": true])
        stage.pass(4)
        try await stage.put(.camera, "abortexposure")
        #expect(try await stage.get(.camera, "imageready") == false)
        #expect(try await stage.get(.camera, "camerastate") == 0)
    }

    @Test(arguments: [("numx", "NumX", 1281), ("numx", "NumX", 0), ("startx", "StartX", 1), ("starty", "StartY", -1)])
    func aRegionOutsideOfTheSensorIsRefusedAtTheStart(member: String, argument: String, value: Int) async throws {
        let stage = try await Stage.connected()
        try await stage.put(.camera, member, [argument: .integer(value)])
        #expect(
            try await stage.failure(.camera, .put, "startexposure", ["Duration": 1.0, "Light": true])
                == .invalidValue)
    }

    @Test func theSensorCoolsTowardsItsSetPoint() async throws {
        let stage = try await Stage.connected()
        let warm = try await stage.number(.camera, "ccdtemperature")
        try await stage.put(.camera, "setccdtemperature", ["SetCCDTemperature": -20.0])
        #expect(try await stage.number(.camera, "coolerpower") == 0)
        try await stage.put(.camera, "cooleron", ["CoolerOn": true])
        stage.pass(10)
        let colder = try await stage.number(.camera, "ccdtemperature")
        #expect(colder < warm && colder > -20)
        stage.pass(200)
        #expect(abs(try await stage.number(.camera, "ccdtemperature") + 20) < 0.1)
        #expect(try await stage.number(.camera, "coolerpower") > 30)
    }

    @Test func theSamePictureComesFromTheSameSeed() async throws {
        var pictures: [[UInt16]] = []
        for seed: UInt64 in [1, 1, 2] {
            let stage = try await Stage.connected(seed: seed)
            try await stage.open()
            pictures.append(try await stage.picture())
        }
        #expect(pictures[0] == pictures[1])
        #expect(pictures[0] != pictures[2])
    }

    @Test func theSameStarsComeBackAndShiftWithTheMount() async throws {
        let stage = try await Stage.connected()
        try await stage.open()
        let rightAscension = try await stage.number(.telescope, "rightascension")
        let first = try await stage.picture()
        try await stage.slew(to: rightAscension, 30 + 20 * CameraSensor.pixelScale / 3600)
        let shifted = try await stage.picture()
        try await stage.slew(to: rightAscension, 30)
        let again = try await stage.picture()
        let there = try #require(brightest(first))
        let back = try #require(brightest(again))
        #expect(abs(there.x - back.x) <= 1 && abs(there.y - back.y) <= 1)
        // To the north the stars go down the picture, and y counts downwards.
        let value = shifted[(there.y + 20) * 200 + there.x]
        #expect(Double(value) > Double(median(shifted)) + 50)
    }

    @Test func darkPicturesHaveNoStars() async throws {
        let stage = try await Stage.connected()
        try await stage.open()
        let light = try await stage.picture()
        let dark = try await stage.picture(isLight: false)
        #expect(light.max() ?? 0 > median(light) + 200)
        #expect(dark.max() ?? 0 < median(dark) + 60)
        #expect(median(light) > median(dark))
        try await stage.put(.dome, "closeshutter")
        stage.pass(20)
        let closed = try await stage.picture()
        #expect(abs(Int(median(closed)) - Int(median(dark))) <= 1)
    }

    @Test func defocusSpreadsTheStars() async throws {
        let stage = try await Stage.connected()
        try await stage.open()
        let sharp = try await stage.picture()
        try await stage.put(.focuser, "move", ["Position": 26_000])
        stage.pass(5)
        let blurred = try await stage.picture()
        let one = Int(sharp.max() ?? 0) - Int(median(sharp))
        let other = Int(blurred.max() ?? 0) - Int(median(blurred))
        #expect(other * 4 < one)
    }

    @Test func aFilterTakesLight() async throws {
        let stage = try await Stage.connected()
        try await stage.open()
        let clear = try await stage.picture()
        try await stage.put(.filterWheel, "position", ["Position": 4])
        stage.pass(10)
        let narrow = try await stage.picture()
        #expect(median(narrow) < median(clear))
        #expect(narrow.max() ?? 0 < clear.max() ?? 0)
    }

    @Test func theLampMakesAFlatField() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.coverCalibrator, "calibratoron", ["Brightness": 128])
        stage.pass(5)
        let flat = try await stage.picture(1)
        #expect(median(flat) > 5000)
    }

    @Test func binningAndRegionGiveTheirSize() async throws {
        let stage = try await Stage.connected()
        try await stage.put(.camera, "binx", ["BinX": 4])
        try await stage.put(.camera, "biny", ["BinY": 2])
        try await stage.put(.camera, "numx", ["NumX": 30])
        try await stage.put(.camera, "numy", ["NumY": 20])
        try await stage.put(.camera, "startx", ["StartX": 290])
        try await stage.put(.camera, "startexposure", ["Duration": 0.1, "Light": false])
        stage.pass(5)
        let image = try await stage.image("imagearrayvariant")
        #expect(image.width == 30 && image.height == 20)
    }

    private func median(_ values: [UInt16]) -> UInt16 { values.sorted()[values.count / 2] }

    private func brightest(_ values: [UInt16]) -> (x: Int, y: Int)? {
        // Away from the edge, where a shifted star would be lost.
        let inner = values.indices.filter { (30..<170).contains($0 / 200) && (30..<170).contains($0 % 200) }
        return inner.max { values[$0] < values[$1] }.map { ($0 % 200, $0 / 200) }
    }
}
