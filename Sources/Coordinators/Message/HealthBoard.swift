import Contracts
import FoundationEssentials
import Health
import Kernel

/// What was last heard of every coordinator, and whether that is too long ago.
struct HealthBoard: Sendable {
    /// The health of one coordinator as it stands now.
    struct Standing: Sendable, Equatable {
        let status: HealthStatus
        let message: String
        let details: JSONValue
        let lastSeen: Date
        let isStale: Bool
    }

    private struct Heard {
        var report: HealthReport
        var at: Duration
        var date: Date
    }

    // Anybody may publish below the prefix: the board must not grow with it.
    private let mostComponents = 256
    private var heard: [String: Heard] = [:]

    /// Notes a report; one of a component too many is not noted.
    mutating func note(_ report: HealthReport, of coordinator: String, at now: Duration, date: Date) {
        guard heard[coordinator] != nil || heard.count < mostComponents else { return }
        heard[coordinator] = Heard(report: report, at: now, date: date)
    }

    /// Marks a coordinator whose node has gone; returns the report that says so.
    mutating func lose(_ coordinator: String, with node: String, at now: Duration, date: Date) -> HealthReport {
        let report = HealthReport(
            component: coordinator + "-coordinator", status: .unknown, message: "node \(node) is gone", timestamp: date,
            details: heard[coordinator]?.report.details ?? .init(uptimeSeconds: 0, checks: [:]))
        // When it was last heard stays as it was: this is said about it, not by it.
        if heard[coordinator] != nil || heard.count < mostComponents {
            heard[coordinator] = Heard(report: report, at: now, date: heard[coordinator]?.date ?? date)
        }
        return report
    }

    /// Forgets coordinators.
    mutating func forget(_ coordinators: some Sequence<String>) {
        for coordinator in coordinators { heard[coordinator] = nil }
    }

    /// The coordinators by short name; one that was silent for three intervals is `unknown`.
    func standings(at now: Duration, interval: Duration) -> [String: Standing] {
        heard.mapValues { heard in
            let isStale = now - heard.at > interval * 3
            return Standing(
                status: isStale ? .unknown : heard.report.status,
                message: isStale ? "nothing heard for three intervals" : heard.report.message,
                details: Self.json(heard.report.details), lastSeen: heard.date, isStale: isStale)
        }
    }

    private static func json(_ details: HealthReport.Details) -> JSONValue {
        // The details came as JSON or will go as such: whatever has no word in JSON is left out as a whole.
        (try? WireJSON.decode(JSONValue.self, from: WireJSON.encode(details))) ?? .object([:])
    }
}
