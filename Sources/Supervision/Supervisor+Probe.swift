public import Health
import Kernel
import Logging

extension Supervisor {
    /// Whether every running child answers its probe within the deadline; for the watchdog.
    ///
    /// A child that is being restarted is not asked: how long that may go on is the restart policy's business.
    public func probe() async -> Bool { await silentChildren().isEmpty }

    /// The names of the running children that do not answer their probe, in order of start.
    public func silentChildren() async -> [String] {
        let deadline = probeDeadline
        let time = time
        let running = watched.compactMap { child in child.instance.map { (child.spec.name, $0) } }
        let answers = await withTaskGroup(of: (String, Bool).self) { group in
            for (name, instance) in running {
                group.addTask {
                    // No answer in time is the answer no.
                    let answer = try? await withDeadline(deadline, "the probe of \(name)", time: time) {
                        await instance.probe()
                    }
                    return (name, answer ?? false)
                }
            }
            return await group.reduce(into: [String: Bool]()) { $0[$1.0] = $1.1 }
        }
        let names = running.map(\.0).filter { answers[$0] != true }
        note(silent: names)
        return names
    }

    private func note(silent names: [String]) {
        for name in names where !silent.contains(name) {
            logger.error("child does not answer its probe", metadata: ["child.name": "\(name)"])
        }
        silent = Set(names)
    }

    /// A check that is degraded while a child is being restarted.
    public nonisolated var healthCheck: HealthCheck {
        HealthCheck("supervision") { await self.checkChildren() }
    }

    private func checkChildren() -> HealthCheckResult {
        let down = watched.filter { $0.instance == nil }.map(\.spec.name)
        guard !down.isEmpty else { return HealthCheckResult(.healthy, "all children run") }
        return HealthCheckResult(.degraded, "being restarted: \(down.joined(separator: ", "))")
    }
}
