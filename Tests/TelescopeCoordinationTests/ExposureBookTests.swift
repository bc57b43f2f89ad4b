import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import TelescopeCoordination

@Suite struct ExposureBookTests {
    private let camera = UUID()

    private func exposure(_ id: UUID = UUID()) -> ExposureInfo {
        ExposureInfo(
            exposureID: id.text, telescopeID: UUID().text, deviceID: camera.text, sessionID: nil, userID: nil,
            state: .requested, requestedAt: Date(timeIntervalSince1970: 0), duration: 1, kind: .light, filter: nil,
            object: nil)
    }

    @Test func aCameraIsClaimedOnceUntilItsExposureIsOver() throws {
        var book = ExposureBook()
        let first = exposure()
        try book.claim(camera, first)
        let refusal = #expect(throws: ServiceError.self) { try book.claim(camera, exposure()) }
        #expect(refusal?.code == .invalidState && refusal?.details["exposure_id"] == .string(first.exposureID))
        _ = book.change(camera, first.exposureID) { $0.state = .aborted }
        #expect(throws: Never.self) { try book.claim(camera, exposure()) }
    }

    @Test func anExposureThatIsOverDoesNotChangeAndAnotherOnesNeither() throws {
        var book = ExposureBook()
        let first = exposure()
        try book.claim(camera, first)
        #expect(book.change(camera, exposure().exposureID) { $0.state = .saving } == nil)
        #expect(book.change(camera, first.exposureID) { $0.state = .saving }?.state == .saving)
        #expect(book.change(camera, first.exposureID) { $0.state = .saving } == nil)
        #expect(book.change(camera, first.exposureID) { $0.state = .done }?.state == .done)
        #expect(book.change(camera, first.exposureID) { $0.state = .error } == nil)
        #expect(book.exposure(of: camera)?.state == .done)
    }

    @Test func statesComeInTheirOrder() {
        #expect(ExposureState.requested < .exposing && ExposureState.downloading < .saving)
        #expect(ExposureState.saving.isOver == false && ExposureState.error.isOver)
    }
}
