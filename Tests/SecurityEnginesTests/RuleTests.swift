import Access
import Contracts
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import SecurityEngines

@Suite struct RuleTests {
    private static func label(_ text: String) throws -> Label {
        try WireJSON.decode([Label].self, from: WireJSON.encode([text]))[0]
    }

    private static func permission(
        _ resource: String, _ action: String, _ effect: PermissionEffect? = nil
    ) throws -> CreatePermissionRequest {
        let words = try WireJSON.decode([Word].self, from: WireJSON.encode([resource, action]))
        return CreatePermissionRequest(resource: words[0], action: words[1], effect: effect)
    }

    /// What the compiled copy decides for an account.
    private func decision(_ fixture: SecurityFixture, _ user: UUID, _ permission: Permission) async throws -> Decision {
        try await fixture.gatekeeper.reload()
        return fixture.gatekeeper.decide(Caller(principal: .user(user), name: "", door: .mqtt), permission)
    }

    @Test func aGroupGivesWhatItHoldsToItsMembers() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.accounts.seedAdministrator()
        let alice = try await fixture.user("alice")
        let group = try await fixture.accounts.createGroup(
            CreateNamedRequest(name: try Self.label("night shift")))
        #expect(group.members == 0)
        let made = try await fixture.accounts.createPermission(try Self.permission("roof", "close"))
        #expect(made.effect == .allow)
        let id = try #require(UUID(uuidString: made.id))
        let granted = try await fixture.accounts.grant(
            PermissionGrantRequest(permissionID: id, group: "night shift"))
        #expect(granted.groups == ["night shift"])
        let right = Permission("roof", "close")
        #expect(try await decision(fixture, alice, right).allowed == false)

        let member = try await fixture.accounts.addMember(
            MembershipRequest(userID: alice, groupID: UUID(uuidString: group.id)))
        #expect(member.groups == ["night shift"])
        let allowed = try await decision(fixture, alice, right)
        #expect(allowed.allowed)
        #expect(allowed.grantedBy == "night shift")

        _ = try await fixture.accounts.removeMember(MembershipRequest(userID: alice, group: "night shift"))
        #expect(try await decision(fixture, alice, right).allowed == false)
        let again = await failure {
            _ = try await fixture.accounts.removeMember(MembershipRequest(userID: alice, group: "night shift"))
        }
        #expect(again?.code == .notFound)
        #expect(again?.details["field"] == "group")
    }

    @Test func aDenialBeatsEveryGrantUntilItIsTakenBack() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.accounts.seedAdministrator()
        let alice = try await fixture.user("alice", roles: ["operator"])
        let right = Permission("telescope", "control")
        #expect(try await decision(fixture, alice, right).allowed)
        let denial = try await fixture.accounts.createPermission(try Self.permission("telescope", "control", .deny))
        let id = try #require(UUID(uuidString: denial.id))
        _ = try await fixture.accounts.createRole(CreateNamedRequest(name: try Self.label("grounded")))
        _ = try await fixture.accounts.grant(PermissionGrantRequest(permissionID: id, role: "grounded"))
        _ = try await fixture.accounts.assign(RoleRequest(userID: alice, role: "grounded"))
        let denied = try await decision(fixture, alice, right)
        #expect(!denied.allowed)
        #expect(denied.grantedBy == "grounded")
        #expect(denied.reason.contains("denies"))

        try await fixture.accounts.deleteRole(DeleteRoleRequest(role: "grounded"))
        #expect(try await decision(fixture, alice, right).allowed)
        #expect(try await fixture.accounts.user(alice).roles == ["operator"])
    }

    @Test func namesAndPermissionsAreTakenOnce() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.accounts.seedAdministrator()
        let request = CreateNamedRequest(name: try Self.label("admin"))
        let role = await failure { _ = try await fixture.accounts.createRole(request) }
        #expect(role?.code == .conflict)
        #expect(role?.details["field"] == "name")
        let group = await failure {
            _ = try await fixture.accounts.createGroup(CreateNamedRequest(name: try Self.label("operators")))
        }
        #expect(group?.code == .conflict)
        let permission = await failure {
            _ = try await fixture.accounts.createPermission(try Self.permission("telescope", "read"))
        }
        #expect(permission?.code == .conflict)
    }

    @Test func whatIsNotThereIsNamed() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.accounts.seedAdministrator()
        let alice = try await fixture.user("alice")
        let accounts = fixture.accounts
        let permission = UUID()
        let failures: [(ServiceError?, JSONValue)] = [
            (await failure { try await accounts.deleteRole(DeleteRoleRequest(role: "nobody")) }, "role"),
            (await failure { try await accounts.deleteGroup(GroupRequest(groupID: UUID())) }, "group_id"),
            (await failure { try await accounts.deletePermission(permission) }, "permission_id"),
            (
                await failure {
                    _ = try await accounts.grant(PermissionGrantRequest(permissionID: permission, role: "admin"))
                }, "permission_id"
            ),
            (
                await failure { _ = try await accounts.addMember(MembershipRequest(userID: alice, group: "nobody")) },
                "group"
            ),
        ]
        for (error, field) in failures {
            #expect(error?.code == .notFound)
            #expect(error?.details["field"] == field)
        }
        let both = await failure {
            _ = try await accounts.grant(
                PermissionGrantRequest(permissionID: permission, role: "admin", group: "operators"))
        }
        #expect(both?.code == .invalidRequest)
        let none = await failure { _ = try await accounts.grant(PermissionGrantRequest(permissionID: permission)) }
        #expect(none?.code == .invalidRequest)
    }

    @Test func nothingEndsTheLastAdministrator() async throws {
        let fixture = try await SecurityFixture.make()
        _ = try await fixture.accounts.seedAdministrator()
        let accounts = fixture.accounts
        let admin = AccountSecurityEngine.administrator
        _ = try await accounts.revoke(RoleRequest(userID: admin, role: "admin"))
        let denial = try await accounts.createPermission(try Self.permission("security", "write", .deny))
        let denialID = try #require(UUID(uuidString: denial.id))
        _ = try await accounts.createRole(CreateNamedRequest(name: try Self.label("curb")))
        _ = try await accounts.grant(PermissionGrantRequest(permissionID: denialID, role: "curb"))
        _ = try await accounts.createGroup(CreateNamedRequest(name: try Self.label("curbed")))
        _ = try await accounts.grant(PermissionGrantRequest(permissionID: denialID, group: "curbed"))
        let held = try await accounts.permissions(limit: 1000, after: nil).permissions
        let right = try #require(held.first { ($0.resource, $0.action, $0.effect) == ("security", "write", .allow) })
        let rightID = try #require(UUID(uuidString: right.id))
        // Now the group is the only way by which somebody is administrator.
        let attempts: [() async throws -> Void] = [
            { try await accounts.deleteGroup(GroupRequest(group: "administrators")) },
            { try await accounts.deleteRole(DeleteRoleRequest(role: "admin")) },
            { _ = try await accounts.removeMember(MembershipRequest(userID: admin, group: "administrators")) },
            { _ = try await accounts.revoke(PermissionGrantRequest(permissionID: rightID, role: "admin")) },
            { try await accounts.deletePermission(rightID) },
            { _ = try await accounts.grant(PermissionGrantRequest(permissionID: denialID, role: "admin")) },
            { _ = try await accounts.assign(RoleRequest(userID: admin, role: "curb")) },
            { _ = try await accounts.addMember(MembershipRequest(userID: admin, group: "curbed")) },
            { _ = try await accounts.update(UpdateUserRequest(id: admin, enabled: .set(false))) },
            { _ = try await accounts.grant(PermissionGrantRequest(permissionID: denialID, group: "administrators")) },
        ]
        for (number, attempt) in attempts.enumerated() {
            #expect(await failure(attempt)?.code == .invalidState, "attempt \(number)")
        }
        #expect(try await decision(fixture, admin, Permission("security", "write")).allowed)
    }

    @Test func listsComeInPagesByName() async throws {
        let fixture = try await SecurityFixture.make()
        let first = try await fixture.accounts.groups(limit: 2, after: nil)
        #expect(first.groups.map(\.name) == ["administrators", "observers"])
        #expect(first.groups.map(\.roles) == [["admin"], ["observer"]])
        let rest = try await fixture.accounts.groups(limit: 2, after: first.next)
        #expect(rest.groups.map(\.name) == ["operators"])
        #expect(rest.next == nil)

        var seen: [String] = []
        var cursor: String?
        repeat {
            let page = try await fixture.accounts.permissions(limit: 7, after: cursor)
            seen += page.permissions.map { "\($0.resource):\($0.action)" }
            cursor = page.next
        } while cursor != nil
        #expect(seen.count == 24)
        #expect(Set(seen).count == 24)
        #expect(seen == seen.sorted())
    }

    @Test(arguments: ["", " a", "a\n", "a\u{202E}b", "a\u{0}b", String(repeating: "n", count: 101)])
    func aNameThatIsNoneIsRefused(name: String) {
        #expect(throws: (any Error).self) { try Self.label(name) }
    }

    @Test(arguments: ["", "Roof", "1roof", "roof:close", "roof close", "röof", String(repeating: "r", count: 65)])
    func aWordThatIsNoneIsRefused(word: String) {
        #expect(throws: (any Error).self) { try Self.permission(word, "close") }
    }
}
