import Access
import Contracts
import FoundationEssentials
import Kernel
import SecurityEngines
import Support
import Testing

@testable import SecurityCoordination

/// Whose account is changed, closed and opened by whom.
@Suite struct TakeoverTests {
    typealias Node = SecurityCoordinatorTests.Node

    /// What somebody does to another's account.
    enum Act: CaseIterable {
        case password, disable, enable, rename, delete

        func callAsFunction(_ user: UUID, by caller: Caller, on node: Node) async throws {
            let coordinator = node.coordinator
            switch self {
            case .password:
                let request = ChangePasswordRequest(id: user, newPassword: "another horse battery")
                _ = try await coordinator.changePassword(request, for: caller)
            case .disable: _ = try await coordinator.updateUser(.init(id: user, enabled: .set(false)), for: caller)
            case .enable: _ = try await coordinator.updateUser(.init(id: user, enabled: .set(true)), for: caller)
            case .rename:
                let name = "renamed-\(user.text.prefix(8))"
                _ = try await coordinator.updateUser(.init(id: user, username: .set(name)), for: caller)
            case .delete: _ = try await coordinator.deleteUser(DeleteUserRequest(userID: user), for: caller)
            }
        }
    }

    private func failure(_ work: () async throws -> Void) async -> ServiceError? {
        do {
            try await work()
            return nil
        } catch {
            return ServiceError(wrapping: error)
        }
    }

    /// A clerk, who may write and delete accounts, and a keeper, who may say who may do what.
    private func cast(_ node: Node) async throws -> (clerk: Caller, keeper: Caller) {
        try await node.database.psql(
            """
            insert into roles (id, name) values
                ('10000000-0000-0000-0000-000000000008', 'keeper'), ('10000000-0000-0000-0000-000000000009', 'clerk');
            insert into role_permissions (role_id, permission_id) values
                ('10000000-0000-0000-0000-000000000008', '30000000-0000-0000-0000-000000000005'),
                ('10000000-0000-0000-0000-000000000009', '30000000-0000-0000-0000-000000000002'),
                ('10000000-0000-0000-0000-000000000009', '30000000-0000-0000-0000-000000000003')
            """)
        return (try await node.caller("clerk", roles: ["clerk"]), try await node.caller("keeper", roles: ["keeper"]))
    }

    @Test(arguments: Act.allCases)
    func anAccountWithTelescopesIsForAdministrators(act: Act) async throws {
        let node = try await Node.make()
        let (clerk, _) = try await cast(node)
        let owner = try #require(try await node.caller("owner", roles: []).userID)
        let member = try #require(try await node.caller("member", roles: []).userID)
        try await node.database.psql(
            """
            insert into telescope_configurations (id, name, owner_id, owner_type, mount_type)
                values ('50000000-0000-0000-0000-000000000001', 'mine', '\(owner.text)', 'user', 'altaz');
            insert into user_groups (user_id, group_id)
                values ('\(member.text)', '20000000-0000-0000-0000-000000000003');
            insert into telescope_permissions (telescope_id, principal_id, principal_type, permission) values
                ('50000000-0000-0000-0000-000000000001', '20000000-0000-0000-0000-000000000003', 'group', 'read')
            """)
        for user in [owner, member] {
            let refused = await failure { try await act(user, by: clerk, on: node) }
            #expect(refused?.code == .forbidden)
            #expect(refused?.message == "the account has telescopes of its own; it is for administrators")
            if act != .delete { #expect(await failure { try await act(user, by: node.admin, on: node) } == nil) }
        }
    }

    @Test(arguments: Act.allCases)
    func anAccountIsForThoseWhoMayDoAllThatItMay(act: Act) async throws {
        let node = try await Node.make()
        let (clerk, keeper) = try await cast(node)
        let target = try #require(keeper.userID)
        if act == .enable { try await Act.delete(target, by: node.admin, on: node) }
        let refused = await failure { try await act(target, by: clerk, on: node) }
        #expect(refused?.code == .forbidden)
        #expect(refused?.message == "the account may do what you may not: security:write")
        #expect(refused?.details["permission"] == "security:write")
        let admin = await failure { try await act(try #require(node.admin.userID), by: clerk, on: node) }
        #expect(admin?.code == .forbidden)
        #expect(admin?.message == "the account of an administrator is for administrators")
        for name in ["plain", "colleague"] {
            let other = try await node.caller(name, roles: name == "plain" ? [] : ["clerk"])
            let id = try #require(other.userID)
            #expect(await failure { try await act(id, by: clerk, on: node) } == nil)
        }
        #expect(await failure { try await act(target, by: node.admin, on: node) } == nil)
    }

    @Test func anAdministratorsKeyReachesNoFurtherThanItsScopes() async throws {
        let node = try await Node.make()
        let (_, keeper) = try await cast(node)
        let target = try #require(keeper.userID)
        func key(_ scopes: Set<Permission>) -> Caller {
            Caller(
                principal: node.admin.principal, name: "admin", door: .mqtt,
                apiKey: APIKey(id: UUID(), name: "k", scopes: scopes))
        }
        let write = Permission("user", "write")
        let refused = await failure { try await Act.disable(target, by: key([write]), on: node) }
        #expect(refused?.code == .forbidden)
        let both = key([write, Permission("security", "write")])
        #expect(await failure { try await Act.disable(target, by: both, on: node) } == nil)
    }
}
