import Access
import CertificateEngines
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import Logging
import Messaging
import Postgres
import Secrets
import SecurityEngines
import Settings
import Support
import Testing

@testable import SecurityCoordination

@Suite struct SecurityCoordinatorTests {
    static let password = "correct horse battery"

    /// A coordinator over a database of its own, with its administrator logged in.
    struct Node {
        let database: TestDatabase
        let coordinator: SecurityCoordinator
        let gatekeeper: SnapshotGatekeeper
        let bus: MessageBus
        let audit: PostgresAuditTrail
        let admin: Caller

        static func make(time: TimeSource = .system) async throws -> Node {
            let database = try await PostgresServer.shared().database()
            let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "sql").path
            for file in try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            where file < "0021" || file.hasPrefix("01") {
                let bytes = FileManager.default.contents(atPath: "\(directory)/\(file)") ?? Data()
                try await database.psql("begin; " + String(decoding: bytes, as: UTF8.self) + "; commit")
            }
            let logger = Logger(label: "test")
            let configuration = PostgresConfiguration(
                host: database.host, port: database.port, database: database.name, user: database.user)
            let pool = PostgresPool(configuration: configuration, logger: logger)
            let secrets = SecretKeeper(KeyRing(current: .random()))
            let gatekeeper = SnapshotGatekeeper(
                pool: pool, secrets: secrets,
                listener: NotificationListener(
                    configuration: configuration, channels: [SnapshotGatekeeper.channel], logger: logger),
                prefix: "bigskies", logger: logger)
            let tokens = AppSecurityEngine(pool: pool, gatekeeper: gatekeeper, secrets: secrets, logger: logger)
            let accounts = AccountSecurityEngine(pool: pool, secrets: secrets, logger: logger)
            await accounts.apply(SecurityPolicy(bcryptCost: 4))
            _ = try await accounts.seedAdministrator()
            try await tokens.prepare()
            let audit = try PostgresAuditTrail(pool: pool, node: "test", logger: logger)
            let bus = MessageBus(space: try TopicSpace(), logger: logger)
            let coordinator = SecurityCoordinator(
                tokens: tokens, accounts: accounts,
                certificates: TLSSecurityEngine(pool: pool, secrets: secrets, logger: logger), gatekeeper: gatekeeper,
                audit: audit, auditReader: AuditReader(pool: pool),
                archiver: AuditArchiver(pool: pool, secrets: secrets, time: time), bus: bus, reach: .thisMachine,
                time: time,
                logger: logger)
            let admin = Caller(principal: .user(AccountSecurityEngine.administrator), name: "admin", door: .mqtt)
            return Node(
                database: database, coordinator: coordinator, gatekeeper: gatekeeper, bus: bus, audit: audit,
                admin: admin)
        }

        /// Makes an account and logs it in.
        func caller(_ name: String, roles: [String] = []) async throws -> Caller {
            let request = CreateUserRequest(
                username: name, email: "\(name)@x", password: SecurityCoordinatorTests.password, roles: roles)
            _ = try await coordinator.createUser(request, for: admin)
            let reply = try await logIn(name)
            return try gatekeeper.caller(showing: Credentials(token: reply.token), at: .mqtt)
        }

        func logIn(_ name: String, _ password: String = SecurityCoordinatorTests.password) async throws -> LoginReply {
            try await coordinator.logIn(LoginRequest(username: name, password: password), at: .mqtt)
        }
    }

    /// What a piece of work fails with; nil when it succeeds.
    func failure(_ work: () async throws -> Void) async -> ServiceError? {
        do {
            try await work()
            return nil
        } catch {
            return ServiceError(wrapping: error)
        }
    }

    @Test func aLoginIsSpelledAsTheContractSays() async throws {
        let node = try await Node.make()
        _ = try await node.caller("alice", roles: ["operator"])
        let reply = try WireJSON.decode(JSONValue.self, from: WireJSON.encode(try await node.logIn("alice")))
        #expect(
            Set(reply.members?.keys ?? [:].keys) == [
                "token", "expires_at", "refresh_token", "refresh_expires_at", "user", "must_change_password",
            ])
        #expect(
            Set(reply["user"]?.members?.keys ?? [:].keys) == [
                "id", "username", "email", "enabled", "roles", "groups", "created_at", "updated_at",
            ])
        #expect(reply["user"]?["roles"] == ["operator"])
        #expect(reply["must_change_password"] == false)
    }

    @Test func aTokenIsLookedAtAsData() async throws {
        let node = try await Node.make()
        _ = try await node.caller("alice")
        let token = try await node.logIn("alice").token
        let good = await node.coordinator.validate(ValidateRequest(token: token))
        #expect(good.valid)
        #expect(good.userID != nil)
        #expect(good.error == nil)
        let forged = await node.coordinator.validate(ValidateRequest(token: token + "x"))
        #expect(!forged.valid)
        #expect(forged.userID == nil)
        #expect(forged.error == "the token's signature is wrong")
    }

    @Test func whatIsChangedIsInForceWhenTheReplyComes() async throws {
        let node = try await Node.make()
        let alice = try await node.caller("alice")
        let control = Permission("telescope", "control")
        let id = try #require(alice.userID)
        #expect(!node.gatekeeper.decide(alice, control).allowed)
        _ = try await node.coordinator.assignRole(RoleRequest(userID: id, role: "operator"))
        #expect(node.gatekeeper.decide(alice, control).allowed)
        let check = CheckPermissionRequest(resource: "telescope", action: "control")
        #expect(try await node.coordinator.checkPermission(check, for: alice).grantedBy == "operator")
        _ = try await node.coordinator.revokeRole(RoleRequest(userID: id, role: "operator"))
        #expect(!node.gatekeeper.decide(alice, control).allowed)
        let token = try await node.logIn("alice").token
        _ = try await node.coordinator.deleteUser(DeleteUserRequest(userID: id), for: node.admin)
        #expect(await !node.coordinator.validate(ValidateRequest(token: token)).valid)
    }

    @Test func aGroupsRightIsInForceWhenTheReplyComes() async throws {
        let node = try await Node.make()
        let alice = try await node.caller("alice")
        let id = try #require(alice.userID)
        let right = Permission("telescope", "control")
        #expect(!node.gatekeeper.decide(alice, right).allowed)
        _ = try await node.coordinator.addMember(MembershipRequest(userID: id, group: "operators"))
        #expect(node.gatekeeper.decide(alice, right).allowed)
        _ = try await node.coordinator.removeMember(MembershipRequest(userID: id, group: "operators"))
        #expect(!node.gatekeeper.decide(alice, right).allowed)
    }

    @Test func ownMeansOwn() async throws {
        let node = try await Node.make()
        let alice = try await node.caller("alice")
        _ = try await node.caller("bob")
        let own = try await node.coordinator.users(ListUsersRequest(), for: alice)
        #expect(own.users.map(\.username) == ["alice"])
        let all = try await node.coordinator.users(ListUsersRequest(), for: node.admin)
        #expect(all.users.map(\.username) == ["admin", "alice", "bob"])
        #expect(try await node.coordinator.user(GetUserRequest(), for: alice).user.username == "alice")
        let limit = await failure { _ = try await node.coordinator.users(ListUsersRequest(limit: 0), for: alice) }
        #expect(limit?.details["field"] == "limit")
    }

    @Test func onesOwnPasswordNeedsTheCurrentOne() async throws {
        let node = try await Node.make()
        let alice = try await node.caller("alice")
        let without = await failure {
            _ = try await node.coordinator.changePassword(
                ChangePasswordRequest(newPassword: "another horse battery"), for: alice)
        }
        #expect(without?.details["field"] == "current_password")
        _ = try await node.coordinator.changePassword(
            ChangePasswordRequest(currentPassword: Self.password, newPassword: "another horse battery"), for: alice)
        #expect(try await node.logIn("alice", "another horse battery").user.username == "alice")
    }

    @Test func nobodyBecomesAdministratorByMakingAccounts() async throws {
        let node = try await Node.make()
        try await node.database.psql(
            """
            insert into roles (id, name) values ('10000000-0000-0000-0000-000000000009', 'clerk');
            insert into role_permissions (role_id, permission_id) values
                ('10000000-0000-0000-0000-000000000009', '30000000-0000-0000-0000-000000000002')
            """)
        let clerk = try await node.caller("clerk", roles: ["clerk"])
        func create(_ name: String, _ roles: [String]) async -> ServiceError? {
            await failure {
                let request = CreateUserRequest(
                    username: name, email: "\(name)@x", password: Self.password, roles: roles)
                _ = try await node.coordinator.createUser(request, for: clerk)
            }
        }
        #expect(await create("plain", []) == nil)
        #expect(await create("boss", ["admin"])?.code == .forbidden)
        let takeover = await failure {
            let request = ChangePasswordRequest(id: node.admin.userID, newPassword: "another horse battery")
            _ = try await node.coordinator.changePassword(request, for: clerk)
        }
        #expect(takeover?.code == .forbidden)
    }

    @Test func untilThePasswordIsChangedOnlyOnesOwnAccountCanBeSeen() async throws {
        let node = try await Node.make()
        let alice = try await node.caller("alice", roles: ["admin"])
        try await node.database.psql("update users set must_change_password = true where username = 'alice'")
        #expect(try await node.logIn("alice").mustChangePassword)
        let bound = Caller(principal: alice.principal, name: "alice", door: .mqtt, mustChangePassword: true)
        #expect(try await node.coordinator.user(GetUserRequest(), for: bound).user.username == "alice")
        let other = await failure {
            _ = try await node.coordinator.user(GetUserRequest(id: node.admin.userID), for: bound)
        }
        #expect(other?.code == .forbidden)
        #expect(other?.details["cure"] == "security/user/password")
    }

    @Test func nobodyBecomesAdministratorByLendingARole() throws {
        let guarded = SecurityCoordinator.settings.filter { $0.permission != nil }
        #expect(guarded.map(\.name) == ["anonymous_role"])
        let key = try #require(guarded.first)
        #expect(key.permissionNeeded(toSet: "observer") == Permission("security", "write"))
        // To end it the permission of the route is enough.
        #expect(key.permissionNeeded(toSet: "") == nil)
    }

    @Test func aRoleThatIsLentExists() async throws {
        let node = try await Node.make()
        try await node.coordinator.vet("anonymous_role", "operator")
        try await node.coordinator.vet("anonymous_role", "")
        try await node.coordinator.vet("token_duration", 60)
        let unknown = await failure { try await node.coordinator.vet("anonymous_role", "nobody") }
        #expect(unknown?.code == .invalidRequest)
    }

    @Test func theSettingsOfTheDesignHaveItsDefaults() {
        #expect(SecurityPolicy(SettingsSnapshot()) == SecurityPolicy())
        #expect(
            SecurityCoordinator.settings.map(\.name) == [
                "token_duration", "refresh_duration", "password_min_length", "password_expiry", "lockout_threshold",
                "lockout_duration", "bcrypt_cost", "signing_key_lifetime", "audit_retention", "anonymous_role",
                "acme_directory_url", "acme_email", "acme_allowed_domains", "acme_challenge_port",
                "acme_terms_accepted",
                "acme_root_file", "renewal_threshold",
            ])
    }

    @Test func everyRouteOfTheIssueIsThere() {
        let routes = SecurityCoordinator.routes.map(\.description)
        #expect(
            routes.map(\.suffix).sorted() == [
                "security/apikey/create", "security/apikey/list", "security/apikey/revoke",
                "security/audit/list", "security/auth/login", "security/auth/logout", "security/auth/refresh",
                "security/auth/validate",
                "security/cert/delete", "security/cert/get", "security/cert/list", "security/cert/renew",
                "security/cert/request", "security/event/subscribe", "security/event/unsubscribe",
                "security/group/add", "security/group/create", "security/group/delete", "security/group/list",
                "security/group/remove", "security/permission/check", "security/permission/create",
                "security/permission/delete", "security/permission/grant", "security/permission/list",
                "security/permission/revoke", "security/role/assign", "security/role/create", "security/role/delete",
                "security/role/list", "security/role/revoke",
                "security/user/create", "security/user/delete", "security/user/get", "security/user/list",
                "security/user/password", "security/user/update",
            ])
    }
}
