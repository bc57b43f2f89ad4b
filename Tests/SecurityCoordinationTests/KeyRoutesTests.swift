import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import SecurityEngines
import Support
import Testing

@testable import SecurityCoordination

/// Whose keys are made, shown and ended by whom.
@Suite struct KeyRoutesTests {
    typealias Node = SecurityCoordinatorTests.Node

    private func request(
        _ name: String, for user: UUID? = nil, _ scopes: [String] = ["telescope:read"]
    ) throws -> CreateAPIKeyRequest {
        CreateAPIKeyRequest(
            name: try WireJSON.decode([Label].self, from: WireJSON.encode([name]))[0],
            scopes: try WireJSON.decode([KeyScope].self, from: WireJSON.encode(scopes)), userID: user)
    }

    private func failure(_ work: () async throws -> Void) async -> ServiceError? {
        do {
            try await work()
            return nil
        } catch {
            return ServiceError(wrapping: error)
        }
    }

    /// Somebody who may change who may do what, and is no admin.
    private func clerk(_ node: Node) async throws -> Caller {
        try await node.database.psql(
            """
            insert into roles (id, name) values ('10000000-0000-0000-0000-000000000009', 'clerk');
            insert into role_permissions (role_id, permission_id) values
                ('10000000-0000-0000-0000-000000000009', '30000000-0000-0000-0000-000000000005')
            """)
        return try await node.caller("clerk", roles: ["clerk", "observer"])
    }

    @Test func aKeyIsInForceWhenTheReplyComesAndEndsWithItsRevocation() async throws {
        let node = try await Node.make()
        let alice = try await node.caller("alice", roles: ["operator"])
        let made = try await node.coordinator.createKey(try request("logger"), for: alice)
        let reply = try WireJSON.decode(JSONValue.self, from: WireJSON.encode(made))
        #expect(Set(reply.members?.keys ?? [:].keys) == ["id", "api_key", "key"])
        #expect(reply["api_key"]?.text?.hasPrefix("bsk_") == true)
        #expect(
            Set(reply["key"]?.members?.keys ?? [:].keys) == [
                "id", "name", "user_id", "username", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at",
            ])
        let shown = Credentials(apiKey: made.apiKey)
        #expect(try node.gatekeeper.caller(showing: shown, at: .mqtt).principal == alice.principal)
        let listed = try await node.coordinator.keys(ListAPIKeysRequest(), for: alice)
        #expect(listed.keys.map(\.name) == ["logger"])
        #expect(try !WireJSON.text(WireJSON.decode(JSONValue.self, from: WireJSON.encode(listed))).contains("bsk_"))
        _ = try await node.coordinator.revokeKey(APIKeyRequest(id: try #require(UUID(uuidString: made.id))))
        #expect(throws: ServiceError.self) { try node.gatekeeper.caller(showing: shown, at: .mqtt) }
    }

    @Test func everybodySeesTheirOwnKeysAndHoldersOfSecurityWriteAll() async throws {
        let node = try await Node.make()
        let alice = try await node.caller("alice", roles: ["operator"])
        let bob = try await node.caller("bob", roles: ["observer"])
        for caller in [alice, bob] { _ = try await node.coordinator.createKey(try request("k"), for: caller) }
        #expect(try await node.coordinator.keys(ListAPIKeysRequest(), for: bob).keys.map(\.username) == ["bob"])
        let all = try await node.coordinator.keys(ListAPIKeysRequest(), for: node.admin)
        #expect(all.keys.map(\.username) == ["alice", "bob"])
        let one = try await node.coordinator.keys(ListAPIKeysRequest(userID: bob.userID), for: node.admin)
        #expect(one.keys.map(\.username) == ["bob"])
        let nobody = await failure {
            _ = try await node.coordinator.keys(ListAPIKeysRequest(userID: UUID()), for: node.admin)
        }
        #expect(nobody?.code == .notFound)
    }

    @Test func nobodyMakesAKeyForAnAccountWithMoreRights() async throws {
        let node = try await Node.make()
        let clerk = try await clerk(node)
        let alice = try await node.caller("alice", roles: ["operator"])
        let admins = await failure {
            _ = try await node.coordinator.createKey(try request("k", for: node.admin.userID), for: clerk)
        }
        #expect(admins?.code == .forbidden)
        for scope in ["telescope:control", "telescope:read"] {
            let refused = await failure {
                _ = try await node.coordinator.createKey(try request("k", for: alice.userID, [scope]), for: clerk)
            }
            #expect(refused?.code == .forbidden)
            #expect(refused?.details["permission"] == "config:read")
        }
        let bob = try await node.caller("bob", roles: ["observer"])
        let control = await failure {
            _ = try await node.coordinator.createKey(
                try request("k", for: bob.userID, ["telescope:control"]), for: clerk)
        }
        #expect(control?.code == .forbidden)
        #expect(control?.details["field"] == "scopes[0]")
        let made = try await node.coordinator.createKey(try request("k", for: bob.userID), for: clerk)
        #expect(made.key.username == "bob")
        let missing = await failure {
            _ = try await node.coordinator.createKey(try request("k", for: UUID()), for: node.admin)
        }
        #expect(missing?.code == .notFound)
    }

    @Test func whatMakesOrEndsLoginsIsClosedToKeys() {
        let closed = SecurityCoordinator.routes.map(\.description).filter { $0.traits.contains(.loginOnly) }
        #expect(
            Set(closed.map(\.suffix)) == [
                "security/apikey/create", "security/apikey/revoke", "security/user/password", "security/user/create",
                "security/role/assign", "security/group/add", "security/permission/grant",
            ])
        let creation = closed.first { $0.suffix == "security/apikey/create" }
        #expect(creation?.traits.contains(.secretReply) == true)
        #expect(creation?.traits.contains(.beforePasswordChange) == false)
    }
}
