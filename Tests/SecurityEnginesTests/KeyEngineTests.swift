import Access
import Contracts
import FoundationEssentials
import Kernel
import Logging
import Postgres
import Support
import Synchronization
import Testing

@testable import SecurityEngines

/// Keys in the database.
@Suite struct KeyEngineTests {
    static func request(
        _ name: String, _ scopes: [String] = ["telescope:read"], expiresAt: Date? = nil
    ) throws -> CreateAPIKeyRequest {
        CreateAPIKeyRequest(
            name: try WireJSON.decode([Label].self, from: WireJSON.encode([name]))[0],
            scopes: try WireJSON.decode([KeyScope].self, from: WireJSON.encode(scopes)), expiresAt: expiresAt)
    }

    /// A fixture with somebody who may control telescopes, and may ask as a login does.
    private func stage() async throws -> (fixture: SecurityFixture, alice: Caller, id: UUID) {
        let fixture = try await SecurityFixture.make()
        let id = try await fixture.user("alice", roles: ["operator"])
        return (fixture, Caller(principal: .user(id), name: "alice", door: .mqtt), id)
    }

    private func caller(_ fixture: SecurityFixture, _ text: String) throws -> Caller {
        try fixture.gatekeeper.caller(showing: Credentials(apiKey: text), at: .mqtt)
    }

    @Test func aKeyIsShownOnceAndKeptAsAHash() async throws {
        let (fixture, alice, id) = try await stage()
        let end = fixture.clock.source.date().addingTimeInterval(3600)
        let made = try await fixture.tokens.createKey(
            try Self.request("logger", ["ui:read", "telescope:read", "ui:read"], expiresAt: end), for: id, by: alice)
        #expect(made.info.username == "alice")
        #expect(made.info.scopes == ["telescope:read", "ui:read"])
        #expect(made.info.expiresAt == end)
        let dump = try await fixture.database.psql("select to_jsonb(k)::text from api_keys k")
        #expect(dump.contains("logger"))
        #expect(!dump.contains(made.text.dropFirst(4).prefix(12)))
        try await fixture.gatekeeper.reload()
        let caller = try caller(fixture, made.text)
        #expect(caller.userID == id)
        #expect(caller.apiKey?.id.text == made.info.id)
        #expect(caller.expiresAt == end)
    }

    @Test func aRevokedKeyIsRefusedAndItsNameIsFree() async throws {
        let (fixture, alice, id) = try await stage()
        let made = try await fixture.tokens.createKey(try Self.request("logger"), for: id, by: alice)
        let twice = await failure {
            _ = try await fixture.tokens.createKey(try Self.request("LOGGER"), for: id, by: alice)
        }
        #expect(twice?.code == .conflict)
        #expect(twice?.details["field"] == "name")
        let bob = try await fixture.user("bob", roles: ["observer"])
        _ = try await fixture.tokens.createKey(
            try Self.request("logger"), for: bob, by: Caller(principal: .user(bob), name: "bob", door: .mqtt))

        let key = try #require(UUID(uuidString: made.info.id))
        let revoked = try await fixture.tokens.revokeKey(key)
        #expect(revoked.revokedAt == fixture.clock.source.date())
        fixture.clock.advance(by: .seconds(5))
        #expect(try await fixture.tokens.revokeKey(key).revokedAt == revoked.revokedAt)
        try await fixture.gatekeeper.reload()
        let refusal = await failure { _ = try caller(fixture, made.text) }
        #expect(refusal?.message == "the API key was revoked")
        _ = try await fixture.tokens.createKey(try Self.request("logger"), for: id, by: alice)
        let missing = await failure { _ = try await fixture.tokens.revokeKey(UUID()) }
        #expect(missing?.code == .notFound)
    }

    @Test func whatAKeyCannotBeIsRefusedNamingTheField() async throws {
        let (fixture, alice, id) = try await stage()
        let now = fixture.clock.source.date()
        func refusal(_ request: CreateAPIKeyRequest, for owner: UUID? = nil, by maker: Caller? = nil) async
            -> ServiceError?
        {
            await failure {
                _ = try await fixture.tokens.createKey(request, for: owner ?? id, by: maker ?? alice)
            }
        }
        let past = await refusal(try Self.request("a", expiresAt: now))
        #expect(past?.code == .invalidRequest && past?.details["field"] == "expires_at")
        let none = await refusal(try Self.request("a", []))
        #expect(none?.code == .invalidRequest && none?.details["field"] == "scopes")
        let unknown = await refusal(try Self.request("a", ["telescope:read", "telescope:fly"]))
        #expect(unknown?.code == .invalidRequest && unknown?.details["field"] == "scopes[1]")
        let unheld = await refusal(try Self.request("a", ["telescope:read", "audit:read"]))
        #expect(unheld?.code == .forbidden && unheld?.details["field"] == "scopes[1]")

        let bob = try await fixture.user("bob", roles: ["observer"])
        let maker = Caller(principal: .user(bob), name: "bob", door: .mqtt)
        let more = await refusal(try Self.request("a", ["telescope:control"]), by: maker)
        #expect(more?.code == .forbidden && more?.details["field"] == "scopes[0]")
        #expect(await refusal(try Self.request("a", ["telescope:read"]), by: maker) == nil)

        #expect(await refusal(try Self.request("a"), for: UUID())?.code == .forbidden)
        _ = try await fixture.user("root", roles: ["admin"])
        try await fixture.database.psql("update users set enabled = false where username = 'alice'")
        #expect(await refusal(try Self.request("c"))?.code == .invalidState)
    }

    @Test func anAccountHasAHundredKeysAtOnce() async throws {
        let (fixture, alice, id) = try await stage()
        try await fixture.database.psql(
            """
            insert into api_keys (user_id, name, token_hash, scopes, revoked_at)
            select '\(id.text)', 'k' || n, sha256(n::text::bytea), '{ui:read}',
                case when n <= 150 then now() - n * interval '1 minute' end
            from generate_series(1, 249) n
            """)
        let last = try await fixture.tokens.createKey(try Self.request("last"), for: id, by: alice)
        let full = await failure {
            _ = try await fixture.tokens.createKey(try Self.request("one more"), for: id, by: alice)
        }
        #expect(full?.code == .tooManyRequests)
        #expect(full?.details["cure"] == "security/apikey/revoke")
        let left = try await fixture.database.psql("select count(*) from api_keys where revoked_at is not null")
        #expect(left.contains("100"))
        _ = try await fixture.tokens.revokeKey(try #require(UUID(uuidString: last.info.id)))
        _ = try await fixture.tokens.createKey(try Self.request("one more"), for: id, by: alice)
    }

    @Test func aListGoesOnWhereItsCursorSays() async throws {
        let (fixture, alice, id) = try await stage()
        for name in ["c", "A", "b", "Ä", "d"] {
            _ = try await fixture.tokens.createKey(try Self.request(name), for: id, by: alice)
        }
        var seen: [String] = []
        var cursor: PageCursor?
        repeat {
            let page = try await fixture.tokens.keys(
                of: id, limit: try WireJSON.decode([PageLimit].self, from: Data("[2]".utf8))[0], after: cursor)
            seen += page.keys.map(\.name)
            cursor = page.nextCursor
        } while cursor != nil && seen.count < 10
        #expect(seen == ["A", "b", "c", "d", "Ä"])
        #expect(try await fixture.tokens.keys(of: UUID(), limit: .standard, after: nil).keys.isEmpty)
        let other = await failure {
            _ = try await fixture.tokens.keys(of: nil, limit: .standard, after: PageCursor(["a", "b"]))
        }
        #expect(other?.details["field"] == "cursor")
    }

    @Test func theLastUseIsWrittenWithoutAnnouncingIt() async throws {
        let (fixture, alice, id) = try await stage()
        let made = try await fixture.tokens.createKey(try Self.request("logger"), for: id, by: alice)
        let node = GatekeeperFreshnessTests.OtherNode(
            fixture.database, fixture.pool, fixture.secrets, time: fixture.timeOfNow)
        try await node.run {
            let caller = Credentials(apiKey: made.text)
            _ = try node.gatekeeper.caller(showing: caller, at: .mqtt)
            await node.gatekeeper.writeUses()
            let key = try await fixture.tokens.key(try #require(UUID(uuidString: made.info.id)))
            #expect(key.lastUsedAt == fixture.clock.source.date())
            // Whatever was announced before this is read when this is in force.
            let installed = node.gatekeeper.state.withLock(\.installed)
            let bob = try await fixture.user("bob")
            try await node.until("a user is made") { node.gatekeeper.knows(bob) }
            #expect(node.gatekeeper.state.withLock(\.installed) == installed + 1)
        }
    }

    @Test func whatCannotBeWrittenIsWrittenLater() async throws {
        let (fixture, alice, id) = try await stage()
        let made = try await fixture.tokens.createKey(try Self.request("logger"), for: id, by: alice)
        try await fixture.gatekeeper.reload()
        _ = try caller(fixture, made.text)
        let key = try #require(UUID(uuidString: made.info.id))
        try await fixture.database.psql("alter table api_keys rename to away")
        await fixture.gatekeeper.writeUses()
        try await fixture.database.psql("alter table away rename to api_keys")
        #expect(try await fixture.tokens.key(key).lastUsedAt == nil)
        await fixture.gatekeeper.writeUses()
        #expect(try await fixture.tokens.key(key).lastUsedAt == fixture.clock.source.date())
    }

    @Test func whatEndsOnOneNodeEndsOnAnother() async throws {
        let (fixture, alice, id) = try await stage()
        _ = try await fixture.user("root", roles: ["admin"])
        let node = GatekeeperFreshnessTests.OtherNode(
            fixture.database, fixture.pool, fixture.secrets, time: fixture.timeOfNow)
        try await node.run {
            let first = try await fixture.tokens.createKey(try Self.request("first"), for: id, by: alice)
            let second = try await fixture.tokens.createKey(try Self.request("second"), for: id, by: alice)
            func believes(_ text: String) -> Bool {
                // The refusal is the answer.
                (try? node.gatekeeper.caller(showing: Credentials(apiKey: text), at: .mqtt)) != nil
            }
            try await node.until("a key is made") { believes(second.text) }
            let caller = try node.gatekeeper.caller(showing: Credentials(apiKey: second.text), at: .mqtt)
            _ = try await fixture.tokens.revokeKey(try #require(UUID(uuidString: first.info.id)))
            try await node.until("a key is revoked") { !believes(first.text) }
            #expect(node.gatekeeper.decide(caller, Cast.read).allowed)
            _ = try await fixture.accounts.revoke(RoleRequest(userID: id, role: "operator"))
            try await node.until("its owner's right is withdrawn") {
                !node.gatekeeper.decide(caller, Cast.read).allowed
            }
            #expect(believes(second.text))
            _ = try await fixture.accounts.delete(id)
            try await node.until("its owner is disabled") { !believes(second.text) }
        }
    }
}
