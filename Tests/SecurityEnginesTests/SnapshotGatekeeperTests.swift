import Access
import FoundationEssentials
import Kernel
import Logging
import Support
import Synchronization
import Testing

@testable import SecurityEngines

@Suite struct SnapshotGatekeeperTests {
    let clock = ManualTime()

    func gatekeeper(_ snapshot: SecuritySnapshot = Cast.snapshot()) -> SnapshotGatekeeper {
        SnapshotGatekeeper(snapshot: snapshot, prefix: Cast.prefix, time: clock.source)
    }

    func code(_ gatekeeper: SnapshotGatekeeper, _ token: String?) -> ServiceError.Code? {
        do throws(ServiceError) {
            _ = try gatekeeper.caller(showing: Credentials(token: token), at: .mqtt)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func aGoodTokenIsACaller() throws {
        let id = UUID()
        let token = try Cast.token(Cast.claims(id: id))
        let gatekeeper = gatekeeper()
        for door in [Door.mqtt, .control] {
            let caller = try gatekeeper.caller(showing: Credentials(token: token), at: door)
            #expect(caller.principal == .user(Cast.alice))
            #expect(caller.name == "alice")
            #expect(caller.door == door)
            #expect(caller.tokenID == id)
            #expect(caller.expiresAt == Date(timeIntervalSince1970: Double(Cast.now + 900)))
        }
        #expect(gatekeeper.state.withLock { $0.cache.count } == 1)
    }

    @Test func nothingShownIsRefused() {
        #expect(code(gatekeeper(), nil) == .unauthenticated)
    }

    @Test func theDisabledAndTheUnknownAreRefused() throws {
        #expect(code(gatekeeper(), try Cast.token(Cast.claims(sub: Cast.bob.text))) == .unauthenticated)
        #expect(code(gatekeeper(), try Cast.token(Cast.claims(sub: UUID().text))) == .unauthenticated)
    }

    @Test func aRememberedTokenStillEnds() throws {
        let gatekeeper = gatekeeper()
        let token = try Cast.token(Cast.claims(exp: Cast.now + 900))
        #expect(code(gatekeeper, token) == nil)
        clock.advance(by: .seconds(959))
        #expect(code(gatekeeper, token) == nil)
        clock.advance(by: .seconds(1))
        #expect(code(gatekeeper, token) == .unauthenticated)
    }

    @Test(arguments: [true, false])
    func aRememberedTokenDoesNotOutliveItsRevocation(byFamily: Bool) async throws {
        let (id, family) = (UUID(), UUID())
        let revoked = SecuritySnapshot.Revocations(
            tokens: byFamily ? [] : [id], families: byFamily ? [family] : [])
        let gatekeeper = SnapshotGatekeeper(
            Cast.snapshot(), loader: SecurityLoader(snapshot: { Cast.snapshot() }, revocations: { revoked }),
            listener: nil, prefix: Cast.prefix, time: clock.source, logger: Logger(label: "test"))
        let token = try Cast.token(Cast.claims(id: id, family: family))
        #expect(code(gatekeeper, token) == nil)
        try await gatekeeper.reloadRevocations()
        #expect(code(gatekeeper, token) == .unauthenticated)
    }

    @Test func anOlderReadingDoesNotReplaceANewerOne() async throws {
        let (started, signal) = AsyncStream<CheckedContinuation<SecuritySnapshot, Never>>.makeStream()
        let gatekeeper = SnapshotGatekeeper(
            .empty,
            loader: SecurityLoader(
                snapshot: { await withCheckedContinuation { signal.yield($0) } }, revocations: { .init() }),
            listener: nil, prefix: Cast.prefix, time: clock.source, logger: Logger(label: "test"))
        var readings = started.makeAsyncIterator()
        async let first: Void = gatekeeper.reload()
        let slow = try #require(await readings.next())
        async let second: Void = gatekeeper.reload()
        let fast = try #require(await readings.next())
        fast.resume(returning: Cast.snapshot())
        try await second
        slow.resume(returning: .empty)
        try await first
        #expect(gatekeeper.snapshot.userCount == 2)
    }

    @Test func nodesMayDoEverythingAndNobodyNothing() throws {
        let gatekeeper = gatekeeper()
        let node = try gatekeeper.caller(
            showing: Credentials(token: Cast.token(Cast.claims(sub: "node:dome"))), at: .mqtt)
        #expect(gatekeeper.decide(node, Cast.control).allowed)
        #expect(gatekeeper.holds(node, role: "admin"))
        #expect(!gatekeeper.decide(.anonymous(at: .mqtt), Cast.read).allowed)
        #expect(!gatekeeper.holds(.anonymous(at: .mqtt), role: "admin"))
    }

    @Test func onlyANodePassesARequestOn() throws {
        let gatekeeper = gatekeeper()
        let node = Caller(principal: .node("dome"), name: "node:dome", door: .mqtt)
        let passedOn = try gatekeeper.caller(onBehalfOf: .user(Cast.alice), by: node)
        #expect(passedOn.principal == .user(Cast.alice))
        #expect(passedOn.passedOnBy == "dome")
        #expect(throws: ServiceError.self) { try gatekeeper.caller(onBehalfOf: .user(Cast.bob), by: node) }
        let alice = Caller(principal: .user(Cast.alice), name: "alice", door: .mqtt)
        #expect(throws: ServiceError.self) { try gatekeeper.caller(onBehalfOf: .user(Cast.alice), by: alice) }
        #expect(throws: ServiceError.self) { try gatekeeper.caller(onBehalfOf: .nobody, by: alice) }
    }

    @Test func nobodyStaysNobodyWhenANodePassesTheRequestOn() throws {
        let gatekeeper = gatekeeper()
        let node = Caller(principal: .node("dome"), name: "node:dome", door: .mqtt)
        let mandate = try #require(Caller.anonymous(at: .control).mandate)
        let passedOn = try gatekeeper.caller(onBehalfOf: mandate, by: node)
        #expect(passedOn.principal == .anonymous)
        #expect(!gatekeeper.decide(passedOn, Cast.read).allowed)
        #expect(node.mandate == nil)
    }

    @Test func theMemoryOfTokensIsBounded() {
        var cache = TokenCache(capacity: 100)
        let token = VerifiedToken(principal: .anonymous, id: UUID(), family: UUID(), end: 0, begin: 0)
        for number in 0..<1000 {
            cache.insert(.init(token: token, name: "", mustChangePassword: false), for: "token \(number)")
        }
        #expect(cache.count <= 100)
        #expect(cache.find("token 999") != nil)
        #expect(cache.find("token 1") == nil)
    }
}
