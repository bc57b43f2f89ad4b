import AlpacaEngines
import Testing

@Suite struct DeviceLinkTests {
    private func connected() -> DeviceLink {
        var link = DeviceLink(threshold: 3)
        link.want()
        _ = link.succeeded()
        return link
    }

    @Test func theFirstFailedReadDegradesAndTheThirdDisconnects() {
        var link = connected()
        #expect(link.failed() == .degraded)
        #expect(link.failed() == .none)
        #expect(link.failed() == .disconnected)
        #expect(link.failed() == .none)
        #expect(link.phase == .disconnected)
    }

    @Test func aSuccessBetweenFailuresStartsTheCountAnew() {
        var link = connected()
        _ = link.failed()
        _ = link.failed()
        #expect(link.succeeded() == .recovered)
        #expect(link.failed() == .degraded)
        #expect(link.phase == .degraded)
    }

    @Test func aDeviceThatSaysItIsNotConnectedIsDisconnectedAtOnce() {
        var link = connected()
        #expect(link.lost() == .disconnected)
        #expect(link.succeeded() == .recovered)
    }

    @Test func aFirstConnectionIsNoRecovery() {
        var link = DeviceLink(threshold: 3)
        link.want()
        #expect(link.failed() == .none)
        #expect(link.isFailing)
        #expect(link.succeeded() == .connected)
    }

    @Test func aReleasedDeviceIsNotBroughtBackByALateAnswer() {
        var link = connected()
        #expect(link.release() == .released)
        #expect(link.succeeded() == .none)
        #expect(link.phase == .idle)
    }
}
