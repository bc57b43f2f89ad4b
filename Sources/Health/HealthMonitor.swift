public import Kernel
public import Logging

/// Asks a component's checks about every second and publishes its health on every change and every interval.
///
/// Each check has a loop of its own and a deadline: one that hangs is `unhealthy` and delays nobody. A check never runs
/// twice at once; one that ignores cancellation is asked again when it has come back.
public actor HealthMonitor {
    private let component: String
    private let checks: [HealthCheck]
    private let period: Duration
    private let deadline: Duration
    private let time: TimeSource
    private let logger: Logger
    private let started: Duration
    private let pulses: AsyncStream<Void>
    private let pulse: AsyncStream<Void>.Continuation
    private var interval: Duration
    private var results: [String: HealthCheckResult] = [:]
    private var published: (report: HealthReport, at: Duration)?

    /// Makes a monitor; nothing happens before `run(publish:)`.
    /// - Parameters:
    ///   - component: The name in the reports, such as `telescope-coordinator`.
    ///   - checks: The questions; their names must differ, of two with one name the later answer counts.
    ///   - interval: The longest time between two reports (`health_interval`).
    ///   - period: The pause between two runs of a check.
    ///   - deadline: How long a check may take; with the period it bounds how late an outage is seen.
    ///   - time: Where time comes from.
    ///   - logger: Where changes of the status are written.
    public init(
        component: String, checks: [HealthCheck], interval: Duration = .seconds(30), period: Duration = .seconds(1),
        deadline: Duration = .seconds(2), time: TimeSource = .system, logger: Logger = Logger(label: "bigskies.health")
    ) {
        self.component = component
        self.checks = checks
        self.interval = interval
        self.period = period
        self.deadline = deadline
        self.time = time
        self.logger = logger
        started = time.now()
        (pulses, pulse) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The health as last checked; a check that has not answered yet is `unknown`.
    public func report() -> HealthReport { report(at: time.now()) }

    private func report(at now: Duration) -> HealthReport {
        var found = results
        for check in checks where found[check.name] == nil {
            found[check.name] = HealthCheckResult(.unknown, "\(check.name) has not been checked yet")
        }
        return HealthReport(component: component, checks: found, uptime: now - started, at: time.date())
    }

    /// The last report of a component that ends in good order: `unknown`, "stopped".
    public func stopped() -> HealthReport {
        let last = report()
        return HealthReport(
            component: component, status: .unknown, message: "stopped", timestamp: last.timestamp,
            details: last.details)
    }

    /// Changes the longest time between two reports, from now on.
    public func update(interval: Duration) {
        self.interval = interval
        pulse.yield()
    }

    /// Asks and publishes until the task is cancelled; to be called once.
    ///
    /// The first report comes when every check has answered or missed its deadline. Reports are published one after
    /// another, in order; while one is being published later changes wait and are told as one.
    public func run(publish: @Sendable (HealthReport) async -> Void) async {
        await withTaskGroup { group in
            for check in checks { group.addTask { await self.watch(check) } }
            group.addTask { await self.tick() }
            pulse.yield()
            for await _ in pulses {
                guard let report = due() else { continue }
                await publish(report)
            }
            group.cancelAll()
        }
    }

    /// The report to publish now, if it is time for one.
    private func due() -> HealthReport? {
        guard results.count >= Set(checks.map(\.name)).count else { return nil }
        let now = time.now()
        let report = report(at: now)
        if let published {
            guard report.differs(from: published.report) || now - published.at >= interval else { return nil }
        }
        log(report, after: published?.report.status ?? .healthy)
        published = (report, now)
        return report
    }

    private func log(_ report: HealthReport, after status: HealthStatus) {
        guard report.status != status else { return }
        logger.log(
            level: report.status == .healthy ? .info : .warning, "health changed",
            metadata: [
                "health.component": "\(component)", "health.status": "\(report.status.rawValue)",
                "health.message": "\(report.message)",
            ])
    }

    private func tick() async {
        // A cancelled sleep means the end.
        while (try? await time.sleep(min(period, max(interval, .milliseconds(10))))) != nil { pulse.yield() }
    }

    private func watch(_ check: HealthCheck) async {
        repeat {
            let (end, ended) = AsyncStream.makeStream(of: Void.self)
            let attempt = Task {
                defer { ended.finish() }
                return await check.check()
            }
            do {
                record(try await withDeadline(deadline, check.name, time: time) { await attempt.value }, of: check)
            } catch {
                attempt.cancel()
                guard !Task.isCancelled else { return }
                record(HealthCheckResult(.unhealthy, "\(check.name) did not answer"), of: check)
                for await _ in end {}
            }
            // A cancelled sleep means the end.
        } while (try? await time.sleep(period)) != nil
    }

    private func record(_ result: HealthCheckResult, of check: HealthCheck) {
        results[check.name] = result
        pulse.yield()
    }
}
