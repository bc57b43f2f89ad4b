import Health
import Kernel
import Support
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct HealthMonitorTests {
    private let time = ManualTime()

    /// Runs a monitor while a body reads what it publishes.
    private func published(
        by monitor: HealthMonitor, _ body: (AsyncStream<HealthReport>) async throws -> Void
    ) async throws {
        let (reports, publish) = AsyncStream.makeStream(of: HealthReport.self)
        let running = Task { await monitor.run { publish.yield($0) } }
        try await body(reports)
        running.cancel()
        await running.value
    }

    @Test func theFirstReportComesWhenAllChecksHaveAnswered() async throws {
        let monitor = HealthMonitor(
            component: "datastore-coordinator",
            checks: ["database", "pool"].map { name in HealthCheck(name) { HealthCheckResult(.healthy, name) } },
            time: time.source)
        try await published(by: monitor) { reports in
            let report = try #require(await reports.next())
            #expect(report.status == .healthy)
            #expect(report.details.checks.keys.sorted() == ["database", "pool"])
        }
    }

    @Test func anOutageIsPublishedAtTheNextCheckAndSoIsTheRecovery() async throws {
        let status = Mutex(HealthStatus.healthy)
        let monitor = HealthMonitor(
            component: "datastore-coordinator",
            checks: [HealthCheck("database") { HealthCheckResult(status.withLock { $0 }) }], time: time.source)
        try await published(by: monitor) { reports in
            #expect(await reports.next()?.status == .healthy)
            for next in [HealthStatus.unhealthy, .healthy] {
                status.withLock { $0 = next }
                await time.nextSleeps(of: .seconds(1), .seconds(1))
                time.advance(by: .seconds(1))
                #expect(await reports.next()?.status == next)
            }
        }
    }

    @Test func aCheckThatHangsIsUnhealthyAndDelaysNobody() async throws {
        let (forever, _) = AsyncStream.makeStream(of: Void.self)
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let asked = Mutex(0)
        let monitor = HealthMonitor(
            component: "telescope-coordinator",
            checks: [
                HealthCheck("devices") {
                    asked.withLock { $0 += 1 }
                    // A task of its own, so that cancellation does not reach it.
                    await Task { for await _ in forever {} }.value
                    return HealthCheckResult(.healthy)
                },
                HealthCheck("database") {
                    for await _ in gate {}
                    return HealthCheckResult(.healthy, "answers")
                },
            ], time: time.source)
        try await published(by: monitor) { reports in
            await time.nextSleeps(of: .seconds(2), .seconds(2), .seconds(1))
            opening.finish()
            await time.nextSleeps(of: .seconds(1))
            time.advance(by: .seconds(2))
            let report = try #require(await reports.next())
            #expect(report.status == .unhealthy)
            #expect(report.message == "devices did not answer")
            #expect(report.details.checks["database"]?.status == .healthy)
            await time.nextSleeps(of: .seconds(1), .seconds(1))
            time.advance(by: .seconds(30))
            #expect(await reports.next()?.status == .unhealthy)
            #expect(asked.withLock { $0 } == 1)
        }
    }

    @Test func withoutAChangeAReportComesEveryInterval() async throws {
        let monitor = HealthMonitor(
            component: "message-coordinator", checks: [], interval: .seconds(3), time: time.source)
        try await published(by: monitor) { reports in
            #expect(await reports.next()?.details.uptimeSeconds == 0)
            for _ in 1...3 {
                await time.nextSleeps(of: .seconds(1))
                time.advance(by: .seconds(1))
            }
            #expect(await reports.next()?.details.uptimeSeconds == 3)
        }
    }

    @Test func aShorterIntervalHoldsAtOnce() async throws {
        let monitor = HealthMonitor(
            component: "message-coordinator", checks: [], interval: .seconds(3600), time: time.source)
        try await published(by: monitor) { reports in
            #expect(await reports.next()?.details.uptimeSeconds == 0)
            await time.nextSleeps(of: .seconds(1))
            time.advance(by: .seconds(20))
            await time.nextSleeps(of: .seconds(1))
            await monitor.update(interval: .seconds(10))
            #expect(await reports.next()?.details.uptimeSeconds == 20)
        }
    }

    @Test func aStoppedComponentIsUnknown() async {
        let monitor = HealthMonitor(component: "message-coordinator", checks: [], time: time.source)
        let report = await monitor.stopped()
        #expect(report.status == .unknown)
        #expect(report.message == "stopped")
    }

    @Test func aCheckThatHasNotRunIsUnknown() async {
        let monitor = HealthMonitor(
            component: "message-coordinator", checks: [HealthCheck("broker") { HealthCheckResult(.healthy) }],
            time: time.source)
        let report = await monitor.report()
        #expect(report.status == .degraded)
        #expect(report.message == "broker has not been checked yet")
    }
}
