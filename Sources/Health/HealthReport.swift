public import FoundationEssentials

/// The health of one component as the wire carries it.
public struct HealthReport: Sendable, Codable, Equatable {
    /// The figures behind a report.
    public struct Details: Sendable, Codable, Equatable {
        /// Whole seconds since the component started.
        public let uptimeSeconds: Int
        /// What each check found, by name.
        public let checks: [String: HealthCheckResult]

        private enum CodingKeys: String, CodingKey {
            case uptimeSeconds = "uptime_seconds"
            case checks
        }

        /// Describes the figures.
        public init(uptimeSeconds: Int, checks: [String: HealthCheckResult]) {
            self.uptimeSeconds = uptimeSeconds
            self.checks = checks
        }
    }

    /// The component's name, such as `telescope-coordinator`.
    public let component: String
    /// The aggregate of the checks.
    public let status: HealthStatus
    /// What is wrong, or that nothing is.
    public let message: String
    /// When the report was made.
    public let timestamp: Date
    /// The figures behind it.
    public let details: Details

    /// Describes the health of a component.
    public init(component: String, status: HealthStatus, message: String, timestamp: Date, details: Details) {
        self.component = component
        self.status = status
        self.message = message
        self.timestamp = timestamp
        self.details = details
    }
}

extension HealthReport {
    /// The report that follows from what the checks found.
    public init(component: String, checks: [String: HealthCheckResult], uptime: Duration, at timestamp: Date) {
        self.init(
            component: component,
            status: .aggregate(checks.values.map(\.status)),
            message: Self.message(for: checks),
            timestamp: timestamp,
            details: Details(uptimeSeconds: Int(uptime.components.seconds), checks: checks)
        )
    }

    /// One check in trouble speaks for itself; several are counted and named.
    private static func message(for checks: [String: HealthCheckResult]) -> String {
        let troubled = checks.filter { $0.value.status != .healthy }.sorted { $0.key < $1.key }
        guard let first = troubled.first else { return "all checks passed" }
        guard troubled.count == 1 else {
            let names = troubled.map { "\($0.key) \($0.value.status.rawValue)" }.joined(separator: ", ")
            return "\(troubled.count) of \(checks.count) checks not healthy: \(names)"
        }
        return first.value.message.isEmpty ? "\(first.key) is \(first.value.status.rawValue)" : first.value.message
    }

    /// Whether a reader would act differently on the other report: figures and times do not count.
    func differs(from other: HealthReport) -> Bool {
        status != other.status || message != other.message
            || details.checks.mapValues(\.status) != other.details.checks.mapValues(\.status)
    }
}
