import FoundationEssentials
import Testing

@testable import SecurityEngines

@Suite struct LoginDelayTests {
    private let delay = LoginDelay(SecurityPolicy(lockoutThreshold: 3, lockoutDuration: .seconds(10)))
    private let start = Date(timeIntervalSince1970: 1_768_597_445)

    /// The waits after so many wrong passwords, each tried as soon as it is looked at.
    private func waits(_ attempts: Int) -> [Double] {
        var failures = LoginFailures()
        var date = start
        return (0..<attempts).map { _ in
            failures = delay.failed(failures, at: date)
            defer { date = failures.delayedUntil ?? date }
            return failures.delayedUntil?.timeIntervalSince(date) ?? 0
        }
    }

    @Test func theWaitsDoubleFromOneSecondToTheLongest() {
        #expect(waits(8) == [0, 0, 1, 2, 4, 8, 10, 10])
    }

    @Test func anAttemptDuringAWaitChangesNothing() {
        let failures = LoginFailures(count: 5, delayedUntil: start.addingTimeInterval(4))
        #expect(delay.failed(failures, at: start.addingTimeInterval(3.9)) == failures)
        #expect(delay.failed(failures, at: start.addingTimeInterval(4)).count == 6)
    }

    @Test func whoWaitsLongEnoughBeginsAnew() {
        let failures = LoginFailures(count: 5, delayedUntil: start)
        #expect(delay.failed(failures, at: start.addingTimeInterval(9.9)).count == 6)
        #expect(delay.failed(failures, at: start.addingTimeInterval(10)) == LoginFailures(count: 1))
    }

    @Test func withoutAThresholdNothingIsCounted() {
        let delay = LoginDelay(SecurityPolicy(lockoutThreshold: 0))
        #expect(delay.failed(LoginFailures(count: 7, delayedUntil: start), at: start) == LoginFailures())
    }

    @Test func theGreatestCountStaysWhatTheColumnHolds() {
        let failures = LoginFailures(count: Int(Int32.max))
        #expect(delay.failed(failures, at: start).count == Int(Int32.max))
    }

    @Test func namesWithoutAnAccountAreDelayedLikeAccounts() {
        var strangers = StrangerDelays()
        for _ in 0..<3 { strangers.failed("Nobody", delay, at: start) }
        strangers.failed("once", delay, at: start)
        #expect(strangers.delayed(at: start) == 1)
        #expect(strangers.delayed(at: start.addingTimeInterval(1)) == 0)
    }

    @Test func aFloodOfNamesIsForgottenBeforeADelayedOne() {
        var strangers = StrangerDelays()
        for _ in 0..<3 { strangers.failed("nobody", delay, at: start) }
        for number in 0..<(3 * StrangerDelays.most) { strangers.failed("name\(number)", delay, at: start) }
        #expect(strangers.delayed(at: start) == 1)
    }

    @Test func moreDelayedNamesThanAreRememberedPushOutTheFirst() {
        var strangers = StrangerDelays()
        for number in 0...StrangerDelays.most {
            for _ in 0..<3 { strangers.failed("name\(number)", delay, at: start) }
        }
        #expect(strangers.delayed(at: start) == StrangerDelays.most)
    }

    @Test func manyFailuresWithinAMinuteAreToldOnce() {
        var window = FailureWindow()
        let told = (0..<120).compactMap { window.failed("name\($0 % 7)", at: .milliseconds($0)) }
        #expect(told == [7])
        let next = (0..<60).compactMap { window.failed("name\($0)", at: .seconds(60) + .milliseconds($0)) }
        #expect(next == [50])
    }

    @Test func aFewFailuresAMinuteAreNotMany() {
        var window = FailureWindow()
        #expect((0..<500).compactMap { window.failed("name", at: .seconds(2) * $0) }.isEmpty)
    }
}
