/// The topics on which coordinators speak and nobody is asked: below `{prefix}/coordinator/`.
enum Statements {
    /// The patterns by level; `+` stands for any.
    static let patterns: [[Substring]] = [
        "health/+", "+/health/status", "bootstrap/credentials", "application/event/service_status",
        "telescope/event/state/+", "telescope/event/motion/+", "telescope/event/safety/+",
        "telescope/event/camera/+", "telescope/event/session/+",
    ].map { $0.split(separator: "/") }
}
