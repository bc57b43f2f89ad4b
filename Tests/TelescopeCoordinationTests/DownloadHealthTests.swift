import Health
import Testing

@testable import TelescopeCoordination

struct DownloadHealthTests {
    @Test func aDoorThatIsNotOpenDegradesAndAnOpenOneIsHealthy() async {
        let check = TelescopeCoordinator.downloadCheck(FakeDesk(isOpen: false))
        #expect(check.name == "downloads")
        let closed = await check.check()
        #expect(closed.status == .degraded)
        #expect(closed.message.contains("pictures cannot be fetched"))
        #expect(await TelescopeCoordinator.downloadCheck(FakeDesk(isOpen: true)).check().status == .healthy)
    }
}
