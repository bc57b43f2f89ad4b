import Alpaca
import FoundationEssentials
import Kernel
import Testing

@testable import AlpacaEngines

@Suite struct ExposurePlanTests {
    private let facts = CameraFacts([
        "cameraxsize": 100, "cameraysize": 80, "maxbinx": 4, "maxbiny": 2, "exposuremin": 0.001, "exposuremax": 600,
        "gainmin": 0, "gainmax": 50, "offsets": ["Low", "High"], "readoutmodes": ["Slow", "Fast"],
    ])
    private let now = CameraSettings([
        "binx": 1, "biny": 1, "startx": 0, "starty": 0, "numx": 100, "numy": 80, "readoutmode": 0,
    ])

    private func plan(_ order: ExposureOrder, hasEqualBinning: Bool = false) throws -> [String] {
        try ExposurePlan(order, facts, now: now, hasEqualBinning: hasEqualBinning).settings.map { setting in
            "\(setting.member)=\(setting.arguments.values.map(\.text).joined())"
        }
    }

    @Test func whatIsRightAlreadyIsNotWritten() throws {
        #expect(try plan(ExposureOrder(duration: 1, readoutMode: 0)) == [])
    }

    @Test func aBinningTakesTheWholeSensorAlong() throws {
        #expect(
            try plan(ExposureOrder(duration: 1, binX: 2)) == [
                "binx=2", "biny=2", "startx=0", "numx=50", "starty=0", "numy=40",
            ])
    }

    @Test func aWindowNeverLeavesTheSensorOnItsWay() throws {
        let region = ImageRegion(startX: 60, startY: 0, width: 40, height: 10)
        #expect(
            try plan(ExposureOrder(duration: 1, region: region)) == ["numx=40", "startx=60", "starty=0", "numy=10"])
    }

    @Test func theReadoutModeComesFirstAndGainAndOffsetLast() throws {
        let order = ExposureOrder(duration: 1, binX: 2, gain: 7, offset: 1, readoutMode: 1)
        let plan = try plan(order)
        #expect(plan.first == "readoutmode=1")
        #expect(plan.suffix(2) == ["gain=7", "offset=1"])
    }

    @Test(arguments: [
        ("duration", ExposureOrder(duration: 601)), ("duration", ExposureOrder(duration: 0)),
        ("duration", ExposureOrder(duration: .nan)), ("duration", ExposureOrder(duration: -1)),
        ("bin_x", ExposureOrder(duration: 1, binX: 5)), ("bin_x", ExposureOrder(duration: 1, binX: 0)),
        ("bin_y", ExposureOrder(duration: 1, binX: 2, binY: 3)), ("gain", ExposureOrder(duration: 1, gain: 51)),
        ("gain", ExposureOrder(duration: 1, gain: .min)), ("offset", ExposureOrder(duration: 1, offset: 2)),
        ("readout_mode", ExposureOrder(duration: 1, readoutMode: 2)),
        ("start_x", ExposureOrder(duration: 1, region: ImageRegion(startX: -1, startY: 0, width: 1, height: 1))),
        ("start_y", ExposureOrder(duration: 1, region: ImageRegion(startX: 0, startY: 80, width: 1, height: 1))),
        ("width", ExposureOrder(duration: 1, region: ImageRegion(startX: 99, startY: 0, width: 2, height: 1))),
        ("height", ExposureOrder(duration: 1, region: ImageRegion(startX: 0, startY: 0, width: 1, height: .max))),
        ("width", ExposureOrder(duration: 1, binX: 2, region: ImageRegion(startX: 0, startY: 0, width: 51, height: 1))),
    ])
    func whatTheCameraCannotIsRefusedByFieldWithItsRange(field: String, order: ExposureOrder) {
        let error = #expect(throws: ServiceError.self) { try plan(order) }
        #expect(error?.code == .invalidRequest)
        #expect(error?.details["field"] == .string(field))
        #expect(error?.details["range"] != nil)
    }

    @Test func unequalBinningNeedsACameraThatCan() throws {
        let order = ExposureOrder(duration: 1, binX: 4, binY: 2)
        #expect(try plan(order).contains("biny=2"))
        #expect(throws: ServiceError.self) { try plan(order, hasEqualBinning: true) }
    }

    @Test func aGainOfACameraWithoutOneIsRefused() {
        let error = #expect(throws: ServiceError.self) {
            try ExposurePlan(
                ExposureOrder(duration: 1, gain: 1), CameraFacts([:]), now: CameraSettings([:]), hasEqualBinning: false)
        }
        #expect(error?.details["field"] == "gain")
    }

    @Test func aCameraThatTellsNothingIsLeftAsItIs() throws {
        let plan = try ExposurePlan(
            ExposureOrder(duration: 1), CameraFacts([:]), now: CameraSettings([:]), hasEqualBinning: false)
        #expect(plan.settings.isEmpty)
    }

    @Test func whatACameraSaysIsNotBelievedWithoutBounds() {
        let facts = CameraFacts(["cameraxsize": 2_147_483_647, "cameraysize": 9_007_199_254_740_993, "maxbinx": -3])
        #expect(facts.sizeY == nil)
        #expect(facts.maxBinX == nil)
        #expect(CameraSettings(["numx": 2_147_483_647, "numy": 2_147_483_647]).mostValues(facts) == 3 << 30)
    }
}
