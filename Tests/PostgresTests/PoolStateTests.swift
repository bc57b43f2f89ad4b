import Kernel
import Testing

@testable import Postgres

@Suite struct PoolStateTests {
    private func state(_ change: (inout PoolLimits) -> Void = { _ in }) -> PoolState {
        var limits = PoolLimits()
        limits.maxConnections = 2
        limits.minConnections = 0
        change(&limits)
        return PoolState(limits: limits, backoff: Backoff(first: .milliseconds(50), cap: .milliseconds(400), jitter: 0))
    }

    private func connect(_ state: inout PoolState, at now: Duration = .zero) throws -> Int {
        guard case .now(.connect(let id)) = state.acquire(at: now) else { throw Surprise() }
        _ = state.connected(id, isLent: true, at: now)
        return id
    }

    private struct Surprise: Error {}
    private let away = PostgresError(.connection, "away")

    @Test func theConnectionUsedLastIsLentFirst() throws {
        var state = state()
        let first = try connect(&state)
        let second = try connect(&state)
        _ = state.release(first, isReusable: true, at: .seconds(1))
        _ = state.release(second, isReusable: true, at: .seconds(2))
        guard case .now(.lend(let lent)) = state.acquire(at: .seconds(3)) else { throw Surprise() }
        #expect(lent == second)
        #expect(state.statistics.idle == 1)
    }

    @Test func callersBeyondTheLimitWaitInOrder() throws {
        var state = state()
        let first = try connect(&state)
        _ = try connect(&state)
        guard case .wait(let early) = state.acquire(at: .zero), case .wait = state.acquire(at: .zero) else {
            throw Surprise()
        }
        let actions = state.release(first, isReusable: true, at: .zero)
        guard actions.count == 1, case .grant(early, .lend(first)) = actions[0] else { throw Surprise() }
        #expect(state.statistics.waiting == 1)
    }

    @Test func aBrokenConnectionIsReplacedForTheOneWhoWaits() throws {
        var state = state()
        let first = try connect(&state)
        _ = try connect(&state)
        guard case .wait(let ticket) = state.acquire(at: .zero) else { throw Surprise() }
        let actions = state.release(first, isReusable: false, at: .zero)
        guard actions.count == 2, case .close(first) = actions[0], case .grant(ticket, .connect) = actions[1] else {
            throw Surprise()
        }
    }

    @Test func aServerKnownToBeAwayIsNotWaitedFor() throws {
        var state = state()
        guard case .now(.connect(let id)) = state.acquire(at: .zero) else { throw Surprise() }
        _ = state.connectFailed(id, away, at: .zero)
        guard case .now(.refuse(let error)) = state.acquire(at: .milliseconds(49)) else { throw Surprise() }
        #expect(error.kind == .connection)
        #expect(state.statistics.isDown)
        guard case .now(.connect(let again)) = state.acquire(at: .milliseconds(50)) else { throw Surprise() }
        guard case .now(.refuse) = state.acquire(at: .milliseconds(60)) else { throw Surprise() }
        _ = state.connected(again, isLent: true, at: .milliseconds(70))
        #expect(!state.statistics.isDown)
    }

    @Test func whoWaitsIsRefusedWhenTheServerTurnsOutToBeAway() throws {
        var state = state()
        let first = try connect(&state)
        let second = try connect(&state)
        guard case .wait = state.acquire(at: .zero), case .wait(let late) = state.acquire(at: .zero) else {
            throw Surprise()
        }
        let actions = state.release(first, isReusable: false, at: .zero)
        guard case .grant(_, .connect(let attempt)) = actions.last else { throw Surprise() }
        _ = state.release(second, isReusable: false, at: .zero)
        guard case .grant(late, .connect) = state.connectFailed(attempt, away, at: .zero).first ?? .close(0) else {
            #expect(state.statistics.waiting == 0)
            return
        }
    }

    @Test func attemptsNeverAreFurtherApartThanTheCap() throws {
        var state = state()
        var now: Duration = .zero
        for _ in 0..<50 {
            now += .milliseconds(400)
            let openings = state.maintain(at: now).compactMap { if case .open(let id) = $0 { id } else { nil } }
            #expect(openings.count == 1 || !state.statistics.isDown)
            if let id = openings.first ?? firstAttempt(&state, now) { _ = state.connectFailed(id, away, at: now) }
        }
        #expect(state.statistics.connectFailures == 50)
    }

    private func firstAttempt(_ state: inout PoolState, _ now: Duration) -> Int? {
        guard case .now(.connect(let id)) = state.acquire(at: now) else { return nil }
        return id
    }

    @Test func idleConnectionsAboveTheMinimumAreClosed() throws {
        var state = state { $0.minConnections = 1 }
        let ids = [try connect(&state), try connect(&state)]
        for id in ids { _ = state.release(id, isReusable: true, at: .seconds(1)) }
        #expect(state.maintain(at: .seconds(1800)).isEmpty)
        let actions = state.maintain(at: .seconds(1801))
        guard actions.count == 1, case .close(ids[0]) = actions[0] else { throw Surprise() }
        #expect(state.statistics.open == 1)
    }

    @Test func anOldConnectionIsReplaced() throws {
        var state = state { $0.minConnections = 1 }
        let id = try connect(&state)
        _ = state.release(id, isReusable: true, at: .seconds(3599))
        let actions = state.maintain(at: .seconds(3600))
        guard actions.count == 2, case .close(id) = actions[0], case .open = actions[1] else { throw Surprise() }
    }

    @Test func anOldConnectionIsClosedWhenItComesBack() throws {
        var state = state()
        let id = try connect(&state)
        guard case .close(id) = state.release(id, isReusable: true, at: .seconds(3600)).first ?? .open(0) else {
            throw Surprise()
        }
    }

    @Test func lowerLimitsCloseWhatIsTooMuch() throws {
        var state = state()
        let ids = [try connect(&state), try connect(&state)]
        var limits = state.limits
        limits.maxConnections = 1
        #expect(state.update(limits, at: .zero).isEmpty)
        #expect(state.release(ids[0], isReusable: true, at: .zero).count == 1)
        #expect(state.release(ids[1], isReusable: true, at: .zero).isEmpty)
        #expect(state.statistics.open == 1)
    }

    @Test func higherLimitsServeWhoWaits() throws {
        var state = state { $0.maxConnections = 1 }
        _ = try connect(&state)
        guard case .wait(let ticket) = state.acquire(at: .zero) else { throw Surprise() }
        var limits = state.limits
        limits.maxConnections = 2
        guard case .grant(ticket, .connect) = state.update(limits, at: .zero).first ?? .open(0) else {
            throw Surprise()
        }
    }

    @Test func anotherStatementTimeoutReplacesConnections() throws {
        var state = state()
        let id = try connect(&state)
        _ = state.release(id, isReusable: true, at: .zero)
        var limits = state.limits
        limits.statementTimeout = .seconds(1)
        guard case .close(id) = state.update(limits, at: .zero).first ?? .open(0) else { throw Surprise() }
    }

    @Test func impossibleLimitsAreMadePossible() throws {
        var state = state { $0.maxConnections = -3 }
        _ = try connect(&state)
        #expect(state.limits.maxConnections == 1)
    }

    @Test func aTicketIsAnsweredOnce() throws {
        var state = state { $0.maxConnections = 1 }
        let id = try connect(&state)
        guard case .wait(let ticket) = state.acquire(at: .zero) else { throw Surprise() }
        #expect(state.timeOut(ticket)?.kind == .poolExhausted)
        #expect(state.timeOut(ticket) == nil)
        let wasWaiting = state.cancel(ticket)
        #expect(!wasWaiting)
        #expect(state.release(id, isReusable: true, at: .zero).isEmpty)
        #expect(state.statistics.timeouts == 1)
    }

    @Test func aCallerThatGaveUpSaysNothingAboutTheServer() throws {
        var state = state()
        guard case .now(.connect(let id)) = state.acquire(at: .zero) else { throw Surprise() }
        _ = state.connectFailed(id, PostgresError(.cancelled, "gave up"), at: .zero)
        #expect(!state.statistics.isDown)
        #expect(state.statistics.connecting == 0)
    }

    @Test func shuttingDownRefusesAndCloses() throws {
        var state = state()
        let ids = [try connect(&state), try connect(&state)]
        _ = state.release(ids[0], isReusable: true, at: .zero)
        #expect(state.shutDown().count == 1)
        guard case .now(.refuse(let error)) = state.acquire(at: .zero) else { throw Surprise() }
        #expect(error.kind == .closed)
        #expect(state.release(ids[1], isReusable: true, at: .zero).count == 1)
        #expect(state.statistics.open == 0)
        #expect(state.statistics.closed == 2)
    }
}
