import FoundationEssentials
import Kernel
import Support
import Testing

@Suite struct ManualTimeTests {
    let time = ManualTime()

    @Test func theClockStandsStillUntilItIsMoved() {
        let date = time.source.date()
        #expect(time.source.now() == .zero)
        time.advance(by: .milliseconds(1500))
        #expect(time.source.now() == .milliseconds(1500))
        #expect(time.source.date().timeIntervalSince(date) == 1.5)
    }

    @Test func sleepersWakeWhenTheirTimeHasCome() async throws {
        let source = time.source
        let short = Task { try await source.sleep(.seconds(1)) }
        let long = Task {
            try await source.sleep(.seconds(2))
            return source.now()
        }
        await time.nextSleeps(of: .seconds(2), .seconds(1))
        time.advance(by: .seconds(1))
        try await short.value
        time.advance(by: .seconds(1))
        #expect(try await long.value == .seconds(2))
    }

    @Test func aSleepIsReportedOnceAlsoToWhoeverWaitedForIt() async throws {
        let watcher = Task { [time] in await time.nextSleep() }
        let source = time.source
        let sleeper = Task { try await source.sleep(.seconds(3)) }
        #expect(await watcher.value == .seconds(3))
        let other = Task { try await source.sleep(.seconds(4)) }
        #expect(await time.nextSleep() == .seconds(4))
        time.advance(by: .seconds(4))
        try await sleeper.value
        try await other.value
    }

    @Test func aCancelledSleeperDoesNotSleepOn() async {
        let source = time.source
        let sleeper = Task { try await source.sleep(.seconds(1)) }
        await time.nextSleep()
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test func whoeverIsCancelledAlreadyDoesNotFallAsleep() async {
        let source = time.source
        let sleeper = Task {
            while !Task.isCancelled { await Task.yield() }
            try await source.sleep(.seconds(1))
        }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test func durationsAreSecondsAndMilliseconds() {
        #expect(Duration.milliseconds(1500).seconds == 1.5)
        #expect(Duration.microseconds(-250).milliseconds == -0.25)
    }
}
