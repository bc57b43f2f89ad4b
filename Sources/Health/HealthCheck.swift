/// A question that a monitor asks again and again.
public struct HealthCheck: Sendable {
    /// The name under which the answer appears in a report, such as `database`.
    public let name: String
    /// Finds out; the monitor bounds it by a deadline, so it may hang but should be cancellable.
    public let check: @Sendable () async -> HealthCheckResult

    /// Names a question and says how it is answered.
    public init(_ name: String, check: @escaping @Sendable () async -> HealthCheckResult) {
        self.name = name
        self.check = check
    }
}
