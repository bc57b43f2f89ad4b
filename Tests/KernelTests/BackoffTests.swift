import Kernel
import Support
import Synchronization
import Testing

@Suite struct BackoffTests {
    private struct Refused: Error, Equatable {
        let attempt: Int
    }

    private let steady = Backoff(first: .milliseconds(100), cap: .seconds(1), multiplier: 2, jitter: 0)

    @Test(arguments: [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1000), (1_000_000, 1000), (0, 100), (-3, 100)])
    func theWaitDoublesUpToTheCap(attempt: Int, milliseconds: Int) {
        #expect(steady.delay(beforeAttempt: attempt) == .milliseconds(milliseconds))
    }

    @Test func aFirstWaitAboveTheCapIsTheCap() {
        let backoff = Backoff(first: .seconds(60), cap: .seconds(1), jitter: 0)
        #expect(backoff.delay(beforeAttempt: 1) == .seconds(1))
    }

    @Test(arguments: [1, 0.5, 0, -2, .nan])
    func withoutGrowthEveryWaitIsTheFirst(multiplier: Double) {
        let backoff = Backoff(first: .milliseconds(100), cap: .seconds(1), multiplier: multiplier, jitter: 0)
        #expect(backoff.delay(beforeAttempt: .max) == .milliseconds(100))
    }

    @Test(arguments: [1e30, .infinity])
    func aHugeFactorStopsAtTheCap(multiplier: Double) {
        let backoff = Backoff(first: .milliseconds(100), cap: .seconds(1), multiplier: multiplier, jitter: 0)
        #expect(backoff.delay(beforeAttempt: 2) == .seconds(1))
    }

    @Test func jitterShortensAWaitByItsPartAtMost() {
        let backoff = Backoff(first: .seconds(1), cap: .seconds(1), jitter: 0.2)
        let waits = (0..<1000).map { _ in backoff.delay(beforeAttempt: 1) }
        #expect(waits.allSatisfy { $0 >= .milliseconds(800) && $0 <= .seconds(1) })
        #expect(Set(waits).count > 1)
    }

    @Test func anOperationIsRepeatedAfterEachWaitUntilItSucceeds() async throws {
        let time = ManualTime()
        let attempts = Mutex(0)
        let steady = steady
        let work = Task {
            try await retrying(steady, time: time.source) {
                let attempt = attempts.withLock { count in
                    count += 1
                    return count
                }
                guard attempt == 3 else { throw Refused(attempt: attempt) }
                return attempt
            }
        }
        #expect(await time.nextSleep() == .milliseconds(100))
        time.advance(by: .milliseconds(100))
        #expect(await time.nextSleep() == .milliseconds(200))
        time.advance(by: .milliseconds(200))
        #expect(try await work.value == 3)
    }

    @Test func theLastErrorIsThrownWhenTheAttemptsAreUsedUp() async {
        let attempts = Mutex(0)
        await #expect(throws: Refused(attempt: 3)) {
            try await retrying(Backoff(first: .zero, jitter: 0), attempts: 3) {
                throw Refused(
                    attempt: attempts.withLock { count in
                        count += 1
                        return count
                    })
            }
        }
    }

    @Test func anErrorThatNeedsNoOtherAttemptIsThrownAtOnce() async {
        let attempts = Mutex(0)
        await #expect(throws: Refused(attempt: 1)) {
            try await retrying(Backoff(first: .zero, jitter: 0), on: { _ in .stop }) {
                attempts.withLock { $0 += 1 }
                throw Refused(attempt: 1)
            }
        }
        #expect(attempts.withLock { $0 } == 1)
    }

    @Test func cancellationEndsAWait() async {
        let time = ManualTime()
        let steady = steady
        let work = Task { try await retrying(steady, time: time.source) { throw Refused(attempt: 1) } }
        await time.nextSleep()
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
    }

    @Test func aCancelledOperationIsNotRepeated() async {
        let attempts = Mutex(0)
        await #expect(throws: CancellationError.self) {
            try await retrying(Backoff(first: .zero, jitter: 0)) {
                attempts.withLock { $0 += 1 }
                throw CancellationError()
            }
        }
        #expect(attempts.withLock { $0 } == 1)
    }
}
