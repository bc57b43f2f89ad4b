import Access
import FoundationEssentials
import Kernel
import Logging
import Support
import Testing

@testable import SecurityEngines

/// Who a key is, and what it may be used for.
@Suite struct GatekeeperKeyTests {
    let clock = ManualTime()
    let secret = APIKeySecret.random()
    let id = UUID()

    private func gatekeeper(
        owner: UUID = Cast.alice, scopes: Set<Permission> = [Cast.read], expiresAt: Date? = nil,
        isRevoked: Bool = false, _ change: (inout SecurityTables) -> Void = { _ in }
    ) -> SnapshotGatekeeper {
        let tables = Cast.tables { tables in
            let role = tables.addRole("operator", [(Cast.read, .allow), (Cast.control, .allow)])
            tables.userRoles.append(.init(left: Cast.alice, right: role))
            tables.apiKeys = [
                KeyRecord(
                    key: APIKey(id: id, name: "logger", scopes: scopes), owner: owner, hash: secret.hash,
                    expiresAt: expiresAt, isRevoked: isRevoked)
            ]
            change(&tables)
        }
        return SnapshotGatekeeper(snapshot: Cast.snapshot(tables), prefix: Cast.prefix, time: clock.source)
    }

    private func refusal(_ gatekeeper: SnapshotGatekeeper, _ credentials: Credentials) -> String? {
        do throws(ServiceError) {
            _ = try gatekeeper.caller(showing: credentials, at: .mqtt)
            return nil
        } catch {
            #expect(error.code == .unauthenticated)
            return error.message
        }
    }

    @Test func aKeyIsItsOwnerBoundByItsScopes() throws {
        let gatekeeper = gatekeeper()
        let caller = try gatekeeper.caller(showing: Credentials(apiKey: secret.text), at: .mqtt)
        #expect(caller.principal == .user(Cast.alice))
        #expect(caller.name == "alice")
        #expect(caller.tokenID == nil)
        #expect(caller.apiKey == APIKey(id: id, name: "logger", scopes: [Cast.read]))
        let login = Caller(principal: .user(Cast.alice), name: "alice", door: .mqtt)
        #expect(gatekeeper.decide(login, Cast.control).allowed)

        let allowed = gatekeeper.decide(caller, Cast.read)
        #expect(allowed.allowed)
        #expect(allowed.reason.contains("role operator allows"))
        #expect(allowed.reason.contains("logger"))
        let denied = gatekeeper.decide(caller, Cast.control)
        #expect(!denied.allowed)
        #expect(denied.reason == "the API key logger is not scoped to telescope:control")
    }

    @Test func aScopeGivesNothingThatTheOwnerDoesNotHold() throws {
        let write = Permission("telescope", "write")
        let gatekeeper = gatekeeper(scopes: [Cast.read, write])
        let caller = try gatekeeper.caller(showing: Credentials(apiKey: secret.text), at: .mqtt)
        #expect(!gatekeeper.decide(caller, write).allowed)
        #expect(gatekeeper.decide(caller, write).reason.contains("no role or group grants"))
    }

    @Test func aDenialToTheOwnerIsADenialToTheKey() throws {
        let gatekeeper = gatekeeper {
            let role = $0.addRole("grounded", [(Cast.read, .deny)])
            $0.userRoles.append(.init(left: Cast.alice, right: role))
        }
        let caller = try gatekeeper.caller(showing: Credentials(apiKey: secret.text), at: .mqtt)
        #expect(!gatekeeper.decide(caller, Cast.read).allowed)
    }

    @Test func whyAKeyIsRefusedIsSaid() {
        let key = Credentials(apiKey: secret.text)
        #expect(refusal(gatekeeper(), Credentials(apiKey: APIKeySecret.random().text)) == "the API key is not known")
        #expect(refusal(gatekeeper(isRevoked: true), key) == "the API key was revoked")
        #expect(refusal(gatekeeper(owner: Cast.bob), key) == "the account is disabled")
        #expect(refusal(gatekeeper(owner: UUID()), key) == "there is no such account")
    }

    @Test func aKeyEndsAtTheMinuteThatItWasMadeFor() {
        let gatekeeper = gatekeeper(expiresAt: clock.source.date().addingTimeInterval(60))
        let key = Credentials(apiKey: secret.text)
        clock.advance(by: .seconds(59))
        #expect(refusal(gatekeeper, key) == nil)
        clock.advance(by: .seconds(1))
        #expect(refusal(gatekeeper, key) == "the API key has expired")
    }

    @Test func aTokenAndAKeyAtOnceAreRefused() throws {
        let token = try Cast.token(Cast.claims())
        let gatekeeper = gatekeeper()
        #expect(refusal(gatekeeper, Credentials(token: token)) == nil)
        #expect(
            refusal(gatekeeper, Credentials(token: token, apiKey: secret.text))
                == "show a token or an API key, not both")
    }

    @Test func aPasswordThatMustBeChangedDoesNotEndAKey() throws {
        let gatekeeper = gatekeeper { $0.users[0].mustChangePassword = true }
        #expect(try !gatekeeper.caller(showing: Credentials(apiKey: secret.text), at: .mqtt).mustChangePassword)
    }

    @Test func aKeyThatANodePassesOnIsBoundAsHere() throws {
        let end = clock.source.date().addingTimeInterval(3600)
        let gatekeeper = gatekeeper(expiresAt: end)
        let shown = try gatekeeper.caller(showing: Credentials(apiKey: secret.text), at: .control)
        #expect(shown.mandate == .apiKey(id))
        let node = Caller(
            principal: .node("dome"), name: "node:dome", door: .mqtt, expiresAt: end.addingTimeInterval(-3540))
        let passedOn = try gatekeeper.caller(onBehalfOf: .apiKey(id), by: node)
        #expect(passedOn.principal == .user(Cast.alice))
        #expect(passedOn.passedOnBy == "dome")
        #expect(passedOn.apiKey == shown.apiKey)
        #expect(passedOn.expiresAt == node.expiresAt)
        #expect(!gatekeeper.decide(passedOn, Cast.control).allowed)
        #expect(throws: ServiceError.self) { try gatekeeper.caller(onBehalfOf: .apiKey(UUID()), by: node) }
        #expect(throws: ServiceError.self) { try gatekeeper.caller(onBehalfOf: .apiKey(id), by: shown) }
    }

    @Test(arguments: [true, false])
    func anEndedKeyIsNotPassedOn(isRevoked: Bool) {
        let gatekeeper = gatekeeper(expiresAt: isRevoked ? nil : clock.source.date(), isRevoked: isRevoked)
        let node = Caller(principal: .node("dome"), name: "node:dome", door: .mqtt)
        #expect(throws: ServiceError.self) { try gatekeeper.caller(onBehalfOf: .apiKey(id), by: node) }
    }

    /// A gatekeeper over the same copy that hands the uses of keys to a test.
    private func gatekeeper(
        writing write: @escaping @Sendable ([UUID: Date]) async throws -> Void
    ) -> SnapshotGatekeeper {
        let snapshot = gatekeeper().snapshot
        return SnapshotGatekeeper(
            snapshot,
            loader: SecurityLoader(
                snapshot: { snapshot }, revocations: { snapshot.revocations }, writeUses: write), listener: nil,
            prefix: Cast.prefix, time: clock.source, logger: Logger(label: "test"))
    }

    @Test func whatWasUsedInTheLastMinuteIsWrittenAtTheEnd() async throws {
        let (written, report) = AsyncStream.makeStream(of: [UUID: Date].self)
        let gatekeeper = gatekeeper(writing: { report.yield($0) })
        let work = Task { try await gatekeeper.run() }
        await clock.nextSleep()
        _ = try gatekeeper.caller(showing: Credentials(apiKey: secret.text), at: .mqtt)
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        report.finish()
        var uses: [[UUID: Date]] = []
        for await some in written { uses.append(some) }
        #expect(uses == [[id: clock.source.date()]])
    }

    @Test(.timeLimit(.minutes(1))) func aDatabaseThatDoesNotAnswerHoldsNobodyUpAtTheEnd() async throws {
        let gatekeeper = gatekeeper(writing: { _ in try await Task.sleep(for: .seconds(600)) })
        _ = try gatekeeper.caller(showing: Credentials(apiKey: secret.text), at: .mqtt)
        let work = Task { try await gatekeeper.run() }
        await clock.nextSleep()
        work.cancel()
        await clock.nextSleeps(of: SnapshotGatekeeper.farewell)
        clock.advance(by: SnapshotGatekeeper.farewell)
        await #expect(throws: CancellationError.self) { try await work.value }
    }

    @Test func theLastUseCountsAndWhatWasNotWrittenIsKept() {
        var uses = KeyUses()
        let date = clock.source.date()
        uses.note(id, at: date)
        uses.note(id, at: date.addingTimeInterval(1))
        let taken = uses.take()
        #expect(taken == [id: date.addingTimeInterval(1)])
        #expect(uses.take().isEmpty)
        uses.note(id, at: date.addingTimeInterval(2))
        uses.restore(taken)
        #expect(uses.take() == [id: date.addingTimeInterval(2)])
    }
}
