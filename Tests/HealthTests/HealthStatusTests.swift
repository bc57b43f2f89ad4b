import Health
import Testing

@Suite struct HealthStatusTests {
    @Test(
        arguments: [
            ([], .healthy),
            ([.healthy, .healthy], .healthy),
            ([.healthy, .unknown], .degraded),
            ([.unknown], .degraded),
            ([.healthy, .degraded], .degraded),
            ([.degraded, .unhealthy, .unknown], .unhealthy),
        ] as [([HealthStatus], HealthStatus)])
    func theWorstPartDecides(parts: [HealthStatus], whole: HealthStatus) {
        #expect(HealthStatus.aggregate(parts) == whole)
    }

    @Test func statusesAreOrderedBySeverity() {
        #expect(HealthStatus.allCases.sorted() == [.healthy, .unknown, .degraded, .unhealthy])
    }
}
