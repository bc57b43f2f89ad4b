/// How one child is started, restarted and stopped.
public struct ChildSpec: Sendable {
    /// The name in logs and errors; the names of one supervisor's children differ.
    public let name: String
    /// How often it may fail.
    public let restart: RestartPolicy
    /// How long `start` may take.
    public let startDeadline: Duration
    /// How long it may take from being told to stop until `run()` has ended.
    public let shutdownDeadline: Duration
    /// Makes the child and returns when it is ready for those that come after it.
    public let start: @Sendable () async throws -> any Supervised

    /// Describes a child.
    public init(
        _ name: String, restart: RestartPolicy = RestartPolicy(), startDeadline: Duration = .seconds(60),
        shutdownDeadline: Duration = .seconds(10), start: @escaping @Sendable () async throws -> any Supervised
    ) {
        self.name = name
        self.restart = restart
        self.startDeadline = startDeadline
        self.shutdownDeadline = shutdownDeadline
        self.start = start
    }
}
