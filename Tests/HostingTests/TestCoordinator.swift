import Access
import Contracts
import FoundationEssentials
import Health
import Hosting
import Kernel
import Settings
import Support

/// Does what tests tell it: runs until it is let go.
actor TestCoordinator: Coordinator {
    static let name = "test"
    static let settings: [AnySettingKey] = []
    nonisolated var checks: [HealthCheck] { [] }

    struct Work: Codable, Sendable {
        var name = "work"
        var lane: String?
    }

    struct Done: Codable, Sendable, Equatable {
        var name: String
        var caller: String
    }

    nonisolated let started: AsyncStream<String>
    private nonisolated let start: AsyncStream<String>.Continuation
    private(set) var count = 0
    private var held: [String: CheckedContinuation<Void, Never>] = [:]

    init() { (started, start) = AsyncStream.makeStream() }

    func apply(_ settings: SettingsSnapshot) {}

    /// Runs at once.
    func quick(_ work: Work, _ caller: Caller) -> Done {
        count += 1
        return Done(name: work.name, caller: caller.principal.text)
    }

    /// Runs until it is let go, cancelled or not.
    func slow(_ work: Work, _ caller: Caller) async -> Done {
        count += 1
        start.yield(work.name)
        await withCheckedContinuation { held[work.name] = $0 }
        return Done(name: work.name, caller: caller.principal.text)
    }

    func letGo(_ name: String) { held.removeValue(forKey: name)?.resume() }

    static let routes: [Route<TestCoordinator>] = [
        .command("quick", .authenticated, .changes) { (test, work: Work, caller) in test.quick(work, caller) },
        .command("slow", .authenticated, order: { $0.lane }) { (test, work: Work, caller) in
            await test.slow(work, caller)
        },
        .command("change", .authenticated, .changes) { (test, work: Work, caller) in await test.slow(work, caller) },
        .command("secret", .authenticated, [.changes, .secretReply]) { (test, work: Work, caller) in
            await test.slow(work, caller)
        },
        .command("stop", .authenticated, .urgent) { (test, work: Work, caller) in test.quick(work, caller) },
        .command("open", .public) { (test, work: Work, caller) in test.quick(work, caller) },
        .command("more", .publicKnowing("health", "read")) { (test, work: Work, caller) in test.quick(work, caller) },
        .command("write", .requires("user", "write"), .changes) { (test, work: Work, caller) in
            test.quick(work, caller)
        },
        .command("own", .ownOr("user", "read") { UUID(uuidString: $0.name) }) { (test, work: Work, caller) in
            test.quick(work, caller)
        },
        .command("hand", .requires("user", "write"), [.changes, .loginOnly]) { (test, work: Work, caller) in
            test.quick(work, caller)
        },
        .event("said", .requires("user", "write")) { (test, work: Work, caller) in _ = test.quick(work, caller) },
        .event("lost", .authenticated) { (_, _: Work, _) in throw ServiceError(.notFound, "no such thing") },
    ]
}
