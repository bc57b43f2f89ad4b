/// How well something is; the raw value is the `status` on the wire.
public enum HealthStatus: String, Codable, Sendable, CaseIterable {
    case healthy
    case degraded
    case unhealthy
    case unknown
}

extension HealthStatus: Comparable {
    private var severity: Int {
        switch self {
        case .healthy: 0
        case .unknown: 1
        case .degraded: 2
        case .unhealthy: 3
        }
    }

    /// Orders by severity: healthy, unknown, degraded, unhealthy.
    public static func < (left: Self, right: Self) -> Bool { left.severity < right.severity }

    /// The status of a whole: any unhealthy part makes it unhealthy, any degraded or unknown part degraded.
    public static func aggregate(_ parts: some Sequence<HealthStatus>) -> HealthStatus {
        switch parts.max() ?? .healthy {
        case .healthy: .healthy
        case .unknown, .degraded: .degraded
        case .unhealthy: .unhealthy
        }
    }
}
