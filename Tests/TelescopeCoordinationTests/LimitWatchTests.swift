import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel
import Testing

@testable import TelescopeCoordination

@Suite struct LimitWatchTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let low = LimitBreach(limit: "altitude", code: .invalidState, message: "too low")
    private let blind = LimitBreach(unknown: .direction, of: "altitude")

    private func poll(
        _ act: LimitedAct?, _ breach: LimitBreach? = nil, isWithin: Bool? = nil, isParked: Bool = false
    ) -> LimitWatch.Poll {
        LimitWatch.Poll(
            act: act, isHeard: true, isParked: isParked,
            direction: HorizontalPosition(altitude: 50, azimuth: 10), breach: breach, isWithin: isWithin)
    }

    private func act(_ watch: inout LimitWatch, _ poll: LimitWatch.Poll) -> LimitWatch.Action {
        watch.look(poll, at: now)
    }

    @Test func aCrossingStopsTheTelescopeAtOnceAndIsToldOnce() {
        var watch = LimitWatch()
        #expect(act(&watch, poll(.following)) == .none)
        #expect(act(&watch, poll(.following, low)) == .stop(low))
        #expect(watch.reached?.limit == "altitude" && watch.reached?.stopped == false)
        #expect(act(&watch, poll(.following, low)) == .stopAgain(low))
        #expect(act(&watch, poll(nil, isWithin: false)) == .none)
        #expect(watch.reached?.stopped == true)
    }

    @Test func theAlarmStaysUntilTheMountIsWithinItsLimitsOrParked() {
        var watch = LimitWatch()
        _ = watch.look(poll(.following, low), at: now)
        #expect(act(&watch, poll(nil, isWithin: false)) == .none)
        #expect(watch.alarm != nil)
        #expect(act(&watch, poll(nil, isWithin: nil)) == .none)
        #expect(watch.alarm != nil)
        #expect(act(&watch, poll(nil, isWithin: true)) == .cleared)
        #expect(watch.alarm == nil)
        _ = watch.look(poll(.following, low), at: now)
        #expect(act(&watch, poll(nil, isWithin: false, isParked: true)) == .cleared)
    }

    @Test func whoeverTracksBelowTheLimitAgainIsStoppedAgainAndItIsTold() {
        var watch = LimitWatch()
        _ = watch.look(poll(.following, low), at: now)
        _ = watch.look(poll(nil, isWithin: false), at: now)
        #expect(act(&watch, poll(.following, low)) == .stop(low))
    }

    @Test func anUnknownPositionWhileMovingStopsAtTheThirdPoll() {
        var watch = LimitWatch()
        #expect(act(&watch, poll(.slewing, blind)) == .none)
        #expect(act(&watch, poll(.slewing, blind)) == .none)
        #expect(act(&watch, poll(.slewing, blind)) == .stop(blind))
    }

    @Test func aPositionInBetweenStartsTheCountAnew() {
        var watch = LimitWatch()
        for _ in 0..<5 {
            #expect(act(&watch, poll(.slewing, blind)) == .none)
            #expect(act(&watch, poll(.slewing, blind)) == .none)
            #expect(act(&watch, poll(.slewing)) == .none)
        }
    }

    @Test func aMovingMountThatIsHeardNoMoreIsToldToStopOnce() {
        var watch = LimitWatch()
        var silent = poll(nil)
        silent.isHeard = false
        _ = watch.look(poll(.following), at: now)
        guard case .stop(let breach) = watch.look(silent, at: now) else {
            Issue.record("it was not stopped")
            return
        }
        #expect(breach.limit == "heard")
        #expect(act(&watch, silent) == .none)
        #expect(act(&watch, poll(nil, isWithin: true)) == .cleared)
    }

    @Test func aStandingMountThatIsHeardNoMoreIsLeftAlone() {
        var watch = LimitWatch()
        var silent = poll(nil)
        silent.isHeard = false
        _ = watch.look(poll(nil, isWithin: true), at: now)
        #expect(act(&watch, silent) == .none)
        #expect(watch.alarm == nil)
    }
}
