import Access
import Foundation
import Kernel
import SecurityEngines

/// How long a decision about a permission takes, with more and more users; beside pycasbin with a role per user.
struct PermissionBenchmark: Benchmark {
    let name = "permission"

    func rows(_ race: Race) async throws -> [Row] {
        var rows: [Row] = []
        for users in [100, 10_000, 100_000] {
            let (gatekeeper, callers) = Self.installation(users: users)
            let peer = users == 100 ? casbin(users: users) : nil
            rows.append(
                try await race.row("permission, \(users) users", unit: "µs", target: .atMost(1), peer: peer) {
                    try Self.time(gatekeeper, callers)
                })
        }
        return rows
    }

    /// Roles and groups as in the design, spread over the users; the callers are a sample of them.
    private static func installation(users count: Int) -> (SnapshotGatekeeper, [Caller]) {
        var tables = SecurityTables()
        let roles = (0..<4).map { _ in UUID() }
        for (number, role) in roles.enumerated() {
            tables.roles[role] = "role \(number)"
            for action in 0..<(24 / (number + 1)) {
                let rule = UUID()
                tables.rules[rule] = .init(permission: Permission("resource", "action \(action)"), effect: .allow)
                tables.rolePermissions.append(.init(left: role, right: rule))
            }
        }
        let groups = roles.map { role in
            let group = UUID()
            tables.groups[group] = "group \(group.text)"
            tables.groupRoles.append(.init(left: group, right: role))
            return group
        }
        for number in 0..<count {
            let id = UUID()
            tables.users.append(.init(id: id, name: "user \(number)", isEnabled: true, mustChangePassword: false))
            tables.userRoles.append(.init(left: id, right: roles[number % roles.count]))
            tables.userGroups.append(.init(left: id, right: groups[number / roles.count % groups.count]))
        }
        let gatekeeper = SnapshotGatekeeper(
            snapshot: SecuritySnapshot(tables: tables, revocations: .init(), keys: []), prefix: "bigskies")
        let callers = tables.users.shuffled().prefix(1000).map { user in
            Caller(principal: .user(user.id), name: user.name, door: .process)
        }
        return (gatekeeper, callers)
    }

    private static func time(_ gatekeeper: SnapshotGatekeeper, _ callers: [Caller]) throws -> Double {
        let held = Permission("resource", "action 1")
        let clock = ContinuousClock()
        let start = clock.now
        var passes = 0
        var allowed = 0
        while clock.now - start < .milliseconds(500) {
            for caller in callers where gatekeeper.decide(caller, held).allowed { allowed += 1 }
            passes += 1
        }
        // The count is used, so the decisions cannot be optimised away.
        guard allowed == passes * callers.count else { throw ServiceError(.internal, "a decision was wrong") }
        return (clock.now - start) / .microseconds(1) / Double(passes * callers.count)
    }

    private func casbin(users: Int) -> Race.Peer {
        let program = PeerProgram(program: "python3", arguments: ["-c", Self.casbinScript, "\(users)"])
        return Race.Peer(name: "pycasbin") { try await program.figure() }
    }

    private static let casbinScript = """
        import logging, random, sys, time, casbin
        logging.disable(logging.CRITICAL)
        model = casbin.Model()
        model.load_model_from_text('''
        [request_definition]
        r = sub, obj, act
        [policy_definition]
        p = sub, obj, act
        [role_definition]
        g = _, _
        [policy_effect]
        e = some(where (p.eft == allow))
        [matchers]
        m = g(r.sub, p.sub) && r.obj == p.obj && r.act == p.act
        ''')
        enforcer = casbin.Enforcer(model)
        for role in range(4):
            for action in range(24 // (role + 1)):
                enforcer.add_policy(f"role{role}", "resource", f"action{action}")
        users = int(sys.argv[1])
        for user in range(users):
            enforcer.add_grouping_policy(f"user{user}", f"role{user % 4}")
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < 0.5:
            assert enforcer.enforce(f"user{random.randrange(users)}", "resource", "action1")
            count += 1
        print((time.perf_counter() - start) / count * 1e6)
        """
}
