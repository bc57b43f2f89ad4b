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
    static let settings = [
        AnySettingKey(SettingKey("pace", default: 1)),
        AnySettingKey(
            SettingKey(
                "door", default: "", permission: Permission("security", "write"), isHarmlessAtDefault: true)),
    ]
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
    /// The settings whose new values it looked at.
    private(set) var vetted: [String] = []
    private var held: [String: CheckedContinuation<Void, Never>] = [:]

    init() { (started, start) = AsyncStream.makeStream() }

    func apply(_ settings: SettingsSnapshot) {}

    func vet(_ key: String, _ value: JSONValue) { vetted.append(key) }

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

    /// Lets in whoever does not say `wrong`.
    func enter(_ work: Work, _ caller: Caller) async throws -> Done {
        guard work.name != "wrong" else { throw ServiceError(.unauthenticated, "wrong") }
        try await AuditedAct.begin(as: .node(work.name))
        return quick(work, caller)
    }

    private static var guarded: RouteAccess<TestCoordinator, Work> {
        .guarded("owner") { _, work, _ in
            guard work.lane == nil else { throw ServiceError(.forbidden, "not yours") }
            return "it is theirs"
        }
    }

    private static var hiding: RouteAccess<TestCoordinator, Work> {
        .guarded("friends") { _, work, _ in
            let nothing = ServiceError(.notFound, "there is none")
            guard let lane = work.lane else { throw nothing }
            guard lane != "private" else { throw ServiceError.denied("it is private").told(as: nothing) }
            return "friend"
        }
    }

    private static var slowlyGuarded: RouteAccess<TestCoordinator, Work> {
        .guarded("gate") { test, work, caller in await test.slow(work, caller).name }
    }

    static let routes: [Route<TestCoordinator>] = [
        .command("quick", .authenticated, .changes) { (test, work: Work, caller) in test.quick(work, caller) },
        .command("slow", .authenticated, order: { $0.lane }) { (test, work: Work, caller) in
            await test.slow(work, caller)
        },
        .command("change", .authenticated, .changes) { (test, work: Work, caller) in await test.slow(work, caller) },
        .command("secret", .authenticated, [.changes, .secretReply]) { (test, work: Work, caller) in
            await test.slow(work, caller)
        },
        .command("act", .requires("user", "write"), .changes, order: { $0.lane }) { (test, work: Work, caller) in
            test.quick(work, caller)
        },
        .command("read", .requires("user", "read"), resource: { $0.name }) { (test, work: Work, caller) in
            test.quick(work, caller)
        },
        .command("owned", guarded, .changes) { (test, work: Work, caller) in test.quick(work, caller) },
        .command("enter", .public, [.changes, .identifies], naming: { _, work in work.lane }) {
            (test, work: Work, caller) in try await test.enter(work, caller)
        },
        .command("stop", .authenticated, [.changes, .urgent]) { (test, work: Work, caller) in test.quick(work, caller)
        },
        .command("ward", slowlyGuarded, [.changes, .urgent]) { (test, work: Work, caller) in test.quick(work, caller) },
        .command("foreign", .requires("user", "write"), .changes) { (_, _: Work, _) -> Done in
            throw ServiceError(.forbidden, "the server said no")
        },
        .command("give", .requires("user", "write"), .changes, noting: { ["lane": .string($0.lane ?? "-")] }) {
            (test, work: Work, caller) in
            guard work.name != "more" else { throw ServiceError.denied("not yours to give") }
            return test.quick(work, caller)
        },
        .command("find", hiding) { (test, work: Work, caller) in test.quick(work, caller) },
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
