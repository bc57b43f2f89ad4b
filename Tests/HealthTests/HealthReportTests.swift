import FoundationEssentials
import Health
import Kernel
import Testing

@Suite struct HealthReportTests {
    private func report(_ checks: [String: HealthCheckResult]) -> HealthReport {
        HealthReport(
            component: "telescope-coordinator", checks: checks, uptime: .milliseconds(61_900),
            at: Date(timeIntervalSince1970: 1_768_597_445))
    }

    @Test func aReportIsWrittenAsTheProtocolSays() throws {
        let report = report([
            "database": HealthCheckResult(.healthy, "answers"),
            "devices": HealthCheckResult(.degraded, "1 of 6 devices not responding", details: ["devices": 6]),
        ])
        #expect(
            try WireJSON.text(report) == """
                {"component":"telescope-coordinator","details":{"checks":{\
                "database":{"message":"answers","status":"healthy"},\
                "devices":{"details":{"devices":6},"message":"1 of 6 devices not responding","status":"degraded"}},\
                "uptime_seconds":61},"message":"1 of 6 devices not responding","status":"degraded",\
                "timestamp":"2026-01-16T21:04:05.000Z"}
                """)
    }

    @Test func aReportThatWasWrittenCanBeRead() throws {
        let report = report(["database": HealthCheckResult(.unhealthy, "away", details: ["attempts": 3])])
        #expect(try WireJSON.decode(HealthReport.self, from: WireJSON.encode(report)) == report)
    }

    @Test func severalChecksInTroubleAreCountedAndNamed() {
        let report = report([
            "broker": HealthCheckResult(.degraded, "slow"), "database": HealthCheckResult(.unhealthy, "away"),
            "devices": HealthCheckResult(.healthy),
        ])
        #expect(report.message == "2 of 3 checks not healthy: broker degraded, database unhealthy")
        #expect(report.status == .unhealthy)
    }

    @Test func aCheckInTroubleWithoutWordsIsNamed() {
        #expect(report(["broker": HealthCheckResult(.unhealthy)]).message == "broker is unhealthy")
    }

    @Test func aReportWithoutTroubleSaysSo() {
        #expect(report(["broker": HealthCheckResult(.healthy, "connected")]).message == "all checks passed")
    }
}
