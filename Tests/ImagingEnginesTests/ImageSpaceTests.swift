import Health
import Kernel
import Testing

@testable import ImagingEngines

struct ImageSpaceTests {
    private let archive = ImageArchive(directory: "/tmp/there/is/no/such/directory", minFreeSpace: 1)

    @Test func spaceIsThatOfTheNearestDirectory() {
        #expect(archive.freeSpace() > 0)
        #expect(DiskSpace.free(at: "/proc/self") >= 0)
    }

    @Test func theMinimumCanBeChangedWhileTheNodeRuns() throws {
        try archive.requireSpace()
        archive.update(minFreeSpace: .max)
        let error = #expect(throws: ServiceError.self) { try archive.requireSpace() }
        #expect(error?.code == .unavailable)
        #expect(error?.details["min_free_bytes"] == .integer(.max))
        archive.update(minFreeSpace: 1)
        try archive.requireSpace()
    }

    @Test(
        arguments: [
            (99, HealthStatus.unhealthy), (100, .degraded), (199, .degraded), (200, .healthy), (Int64.max, .healthy),
        ] as [(Int64, HealthStatus)])
    func healthSaysSoBeforeExposuresAreRefused(free: Int64, status: HealthStatus) {
        let result = archive.space(free, minimum: 100)
        #expect(result.status == status)
        #expect(result.details["free_bytes"] == .integer(free))
    }

    @Test func theCheckLooksAtTheDisk() async throws {
        let check = try #require(archive.checks.first { $0.name == "image_space" })
        #expect(await check.check().status == .healthy)
        archive.update(minFreeSpace: .max)
        #expect(await check.check().status == .unhealthy)
    }
}
