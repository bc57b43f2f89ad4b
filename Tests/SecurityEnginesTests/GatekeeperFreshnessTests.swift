import Access
import Contracts
import FoundationEssentials
import Kernel
import Logging
import Postgres
import Secrets
import Support
import Testing

@testable import SecurityEngines

@Suite struct GatekeeperFreshnessTests {
    /// Another node: a gatekeeper that hears of changes only through the database.
    struct OtherNode {
        let gatekeeper: SnapshotGatekeeper
        let listener: NotificationListener

        init(
            _ database: TestDatabase, _ pool: PostgresPool,
            _ secrets: SecretKeeper = SecretKeeper(KeyRing(current: .random())),
            time: TimeSource = .system
        ) {
            let logger = Logger(label: "test")
            listener = NotificationListener(
                configuration: PostgresConfiguration(
                    host: database.host, port: database.port, database: database.name, user: database.user),
                channels: [SnapshotGatekeeper.channel], logger: logger)
            gatekeeper = SnapshotGatekeeper(
                pool: pool, secrets: secrets, listener: listener, prefix: Cast.prefix, time: time, logger: logger)
        }

        /// Runs a body while the node listens.
        func run(_ body: () async throws -> Void) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try? await listener.run() }  // cancelled below
                group.addTask { try? await gatekeeper.run() }  // likewise
                try await until("it hears") { gatekeeper.unheardFor == nil }
                try await body()
                group.cancelAll()
            }
        }

        /// Waits for something, at most ten times the promised second.
        func until(_ what: String, _ isTrue: () -> Bool) async throws {
            let start = ContinuousClock.now
            while !isTrue() {
                try #require(ContinuousClock.now - start < .seconds(10), "\(what)")
                try await Task.sleep(for: .milliseconds(2))
            }
            print("\(what) after \((ContinuousClock.now - start).milliseconds) ms")
        }

        func believes(_ token: String) -> Bool {
            // The refusal is the answer.
            (try? gatekeeper.caller(showing: Credentials(token: token), at: .mqtt)) != nil
        }
    }

    @Test func whatIsTakenAwayOnOneNodeStopsWorkingOnAnother() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.user("root", roles: ["admin"])
        let alice = try await fixture.user("alice", roles: ["operator"])
        let node = OtherNode(fixture.database, fixture.pool, fixture.secrets, time: fixture.timeOfNow)
        try await node.run {
            let caller = Caller(principal: .user(alice), name: "alice", door: .mqtt)
            #expect(node.gatekeeper.decide(caller, Cast.control).allowed)
            _ = try await fixture.accounts.revoke(RoleRequest(userID: alice, role: "operator"))
            try await node.until("a role is withdrawn") { !node.gatekeeper.decide(caller, Cast.control).allowed }

            let issued = try await fixture.login(alice)
            #expect(node.believes(issued.token))
            try await fixture.tokens.close(nil, for: try fixture.tokens.validate(issued.token), everywhere: false)
            try await node.until("a token is revoked") { !node.believes(issued.token) }

            let second = try await fixture.login(alice)
            #expect(node.believes(second.token))
            _ = try await fixture.accounts.delete(alice)
            try await node.until("a user is disabled") { !node.believes(second.token) }

            let bob = try await fixture.user("bob")
            try await node.until("a user is made") { node.gatekeeper.knows(bob) }
            #expect(node.gatekeeper.unheardFor == nil)
        }
    }

    /// A change of one table alone, with what must be there before it; `{user}` is the one whose rights are asked for.
    struct Change: CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let statement: String

        init(_ table: String, before: String, _ statement: String) {
            (testDescription, self.before, self.statement) = (table, before, statement)
        }
    }

    private static let hasRole =
        "insert into user_roles (user_id, role_id) values ('{user}', '10000000-0000-0000-0000-000000000002')"
    private static let isInGroup =
        "insert into user_groups (user_id, group_id) values ('{user}', '20000000-0000-0000-0000-000000000002')"

    static let changes = [
        Change(
            "role_permissions", before: hasRole,
            "delete from role_permissions where permission_id = '30000000-0000-0000-0000-000000000013'"),
        Change(
            "group_permissions",
            before: """
                insert into user_groups (user_id, group_id) values ('{user}', '20000000-0000-0000-0000-000000000003');
                insert into group_permissions (group_id, permission_id) values
                    ('20000000-0000-0000-0000-000000000003', '30000000-0000-0000-0000-000000000013')
                """, "delete from group_permissions"),
        Change("user_groups", before: isInGroup, "delete from user_groups where user_id = '{user}'"),
        Change("group_roles", before: isInGroup, "delete from group_roles"),
        Change("permissions", before: hasRole, "update permissions set effect = 'deny' where action = 'control'"),
        // A name is in the reason that the audit trail keeps.
        Change("roles", before: hasRole, "update roles set name = 'night' where name = 'operator'"),
        Change("groups", before: isInGroup, "update groups set name = 'nights' where name = 'operators'"),
    ]

    @Test(arguments: changes)
    func everyTableThatDecidesTellsOfItsChanges(change: Change) async throws {
        let fixture = try await SecurityFixture.make()
        let alice = try await fixture.user("alice")
        try await fixture.database.psql(change.before.replacing("{user}", with: alice.text))
        let node = OtherNode(fixture.database, fixture.pool, fixture.secrets, time: fixture.timeOfNow)
        try await node.run {
            let caller = Caller(principal: .user(alice), name: "alice", door: .mqtt)
            let decision = node.gatekeeper.decide(caller, Cast.control)
            #expect(decision.allowed)
            try await fixture.database.psql(change.statement.replacing("{user}", with: alice.text))
            try await node.until("\(change.testDescription) is heard") {
                node.gatekeeper.decide(caller, Cast.control) != decision
            }
        }
    }

    @Test func whileItCannotHearItSaysSoAndCatchesUpBeforeItTrustsItsCopy() async throws {
        let (database, pool) = try await SecurityFixture.onServerOfItsOwn()
        let server = database.server
        defer { Task { await server.remove() } }
        let node = OtherNode(database, pool)
        try await node.run {
            try await server.stop()
            try await node.until("silence is noticed") { node.gatekeeper.unheardFor != nil }
            try await server.start()
            // Made while the listener may not have been back yet: nobody announces it again.
            try await database.psql("insert into users (username, email, password_hash) values ('a', 'a@b', 'x')")
            try await node.until("it hears again") { node.gatekeeper.unheardFor == nil }
            try await node.until("it has caught up") { node.gatekeeper.snapshot.userCount == 1 }
        }
    }
}
