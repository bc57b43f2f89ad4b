import Contracts
import Health
import Kernel
import Logging
import Messaging
public import Settings
public import Supervision

/// The key that every coordinator has.
private let healthInterval = SettingKey(
    "health_interval", default: Duration.seconds(30), valid: .seconds(1) ... .seconds(3600),
    description: "how often health is published when nothing changes")

extension CoordinatorHost: Supervised {
    /// Loads the settings, gets the coordinator ready and opens its routes inside the process.
    ///
    /// - Throws: When the settings cannot be read or the coordinator cannot start.
    public func start() async throws {
        try await environment.settings.register(Owner.component, keys: Self.settings)
        await apply(await environment.settings.snapshot(for: Owner.component))
        try await owner.start()
        open()
    }

    /// Runs the coordinator's own work, publishes its health and passes changed settings on.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.owner.run() }
            group.addTask { await self.monitor.run { await self.publish($0) } }
            group.addTask {
                for await snapshot in await self.environment.settings.changes(for: Owner.component) {
                    await self.apply(snapshot)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Closes the routes, lets the coordinator go and says so in its health.
    public func stop() async {
        close()
        await owner.stop()
        await publish(await monitor.stopped())
    }

    /// Answers at once unless the host or its coordinator hangs.
    public func probe() async -> Bool {
        _ = await owner.longestWait
        return true
    }

    /// The keys of such a host: the coordinator's own and the one that all have.
    public static var settings: [AnySettingKey] { Owner.settings + [AnySettingKey(healthInterval)] }

    private func apply(_ snapshot: SettingsSnapshot) async {
        interval = snapshot[healthInterval]
        await monitor.update(interval: interval)
        await owner.apply(snapshot)
    }

    /// Says once more how the coordinator is, for those who began to listen later.
    public func announceHealth() async { await publish(await monitor.report()) }

    private func publish(_ report: HealthReport) async {
        let space = environment.bus.space
        await environment.bus.publish(
            Publication(
                topic: space.health(of: name), payload: report, kind: .status, source: "coordinator:\(name)",
                isRetained: true, expiry: interval * 3, coalesces: true))
        await environment.bus.publish(
            Publication(
                topic: space.healthAlias(of: name), payload: report, kind: .status, source: "coordinator:\(name)",
                coalesces: true))
    }
}
