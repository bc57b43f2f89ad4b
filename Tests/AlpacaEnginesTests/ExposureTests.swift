import Alpaca
import FoundationEssentials
import Kernel
import Testing

@testable import AlpacaEngines

@Suite struct ExposureTests {
    private let idle = CameraObservation(state: .idle, isReady: false, percent: nil)
    private let ready = CameraObservation(state: .idle, isReady: true, percent: nil)
    private let exposing = CameraObservation(state: .exposing, isReady: false, percent: nil)

    private func begun(_ duration: Double) throws -> Exposure {
        let address = AlpacaAddress(server: try AlpacaServer("http://10.0.0.5"), type: .camera, number: 0)
        let device = AttachedDevice(id: UUID(), telescopeID: UUID(), address: address)
        var exposure = Exposure(
            ExposureOrder(duration: duration), of: device,
            limits: Exposure.Limits(readout: .seconds(60), grace: .seconds(3)))
        exposure.begin(at: .seconds(100), date: Date(timeIntervalSince1970: 0))
        return exposure
    }

    @Test func anExposureRunsItsTimeAndIsFetchedWhenReady() throws {
        var exposure = try begun(10)
        #expect(exposure.observe(exposing, at: .seconds(105)) == .wait)
        #expect(exposure.phase == .exposing)
        #expect(exposure.percent == 50)
        #expect(exposure.observe(CameraObservation(state: .reading, isReady: false), at: .seconds(111)) == .wait)
        #expect(exposure.phase == .reading)
        #expect(exposure.observe(ready, at: .seconds(112)) == .download)
        #expect(exposure.phase == .downloading)
        exposure.finish()
        #expect(exposure.phase == .done)
        #expect(exposure.percent == 100)
    }

    @Test func aPictureBeforeItsTimeIsThatOfTheExposureBefore() throws {
        var exposure = try begun(10)
        #expect(exposure.observe(ready, at: .seconds(101)) == .wait)
        #expect(exposure.observe(ready, at: .seconds(110)) == .download)
    }

    @Test func aStoppedExposureMayBeReadyEarly() throws {
        var exposure = try begun(10)
        exposure.stop()
        #expect(exposure.observe(ready, at: .seconds(101)) == .download)
    }

    @Test func thePercentageOfTheCameraCountsWhileItIsBusy() throws {
        var exposure = try begun(10)
        _ = exposure.observe(CameraObservation(state: .exposing, isReady: false, percent: 33), at: .seconds(105))
        #expect(exposure.percent == 33)
        var long = try begun(1)
        _ = long.observe(exposing, at: .seconds(102))
        #expect(long.percent == 100)
    }

    @Test func aCameraThatIsIdleWithoutAPictureHasLostIt() throws {
        var exposure = try begun(10)
        #expect(exposure.observe(idle, at: .seconds(101)) == .wait)
        #expect(exposure.observe(exposing, at: .seconds(103)) == .wait)
        #expect(exposure.observe(idle, at: .seconds(104)) == .wait)
        #expect(exposure.observe(idle, at: .seconds(106)) == .wait)
        #expect(exposure.observe(idle, at: .seconds(107)) == .failed)
        #expect(exposure.reason == "the camera ended the exposure without a picture")
    }

    @Test func anErrorOfTheCameraEndsIt() throws {
        var exposure = try begun(10)
        #expect(exposure.observe(CameraObservation(state: .error, isReady: false), at: .seconds(101)) == .failed)
        #expect(!exposure.isActive)
    }

    @Test func aCameraThatIsNotHeardExposesOnUntilTheDeadline() throws {
        var exposure = try begun(10)
        #expect(exposure.observe(nil, at: .seconds(169)) == .wait)
        #expect(exposure.observe(nil, at: .seconds(170)) == .failedAndMayExpose)
    }

    @Test func whatIsOverStaysAsItEnded() throws {
        var exposure = try begun(10)
        exposure.abort("clouds")
        exposure.fail("late")
        exposure.finish()
        #expect(exposure.observe(ready, at: .seconds(120)) == .wait)
        #expect(exposure.phase == .aborted("clouds"))
    }

    @Test func theCameraIsAskedAtTheEndAndAtMostOnceASecondBefore() throws {
        let exposure = try begun(10)
        let shortest = Duration.milliseconds(250)
        #expect(exposure.nextLook(at: .seconds(101), shortest: shortest) == .seconds(1))
        #expect(exposure.nextLook(at: .milliseconds(109_500), shortest: shortest) == .milliseconds(500))
        #expect(exposure.nextLook(at: .seconds(112), shortest: shortest) == shortest)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:30.5", 30.5), ("1970-01-01T00:00:30Z", 30), ("1970-01-01 00:00:05", 5),
        ("1970-01-01T02:00:00+02:00", 0),
    ])
    func theCamerasTimeOfTheStartIsReadTolerantly(text: String, seconds: Double) {
        let ours = Date(timeIntervalSince1970: 10)
        #expect(Camera.start(text, near: ours) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [nil, "", "yesterday", "1970-01-01T02:00:00", "1999-12-31T23:59:59"])
    func aTimeThatIsNoneOrFarFromOursIsNotBelieved(text: String?) {
        #expect(Camera.start(text, near: Date(timeIntervalSince1970: 10)) == nil)
    }
}
