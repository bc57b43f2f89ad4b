import CertificateEngines
import FoundationEssentials
import Kernel
import Support
import Testing

struct RenewalScheduleTests {
    private let schedule = RenewalSchedule()
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func aThirdOfTheLifetimeIsLeft() {
        let end = start.addingTimeInterval(90 * 86_400)
        #expect(abs(schedule.dueDate(notBefore: start, expiresAt: end).timeIntervalSince(start) - 60 * 86_400) < 1)
        let late = RenewalSchedule(threshold: 0.1)
        #expect(abs(late.dueDate(notBefore: start, expiresAt: end).timeIntervalSince(start) - 81 * 86_400) < 1)
    }

    @Test func theMinuteIsRandomWithinAnHour() {
        let end = start.addingTimeInterval(90 * 86_400)
        let due = schedule.dueDate(notBefore: start, expiresAt: end)
        var generator = SeededGenerator(seed: 7)
        let minutes = (0..<500).map { _ in
            schedule.firstAttempt(notBefore: start, expiresAt: end, using: &generator).timeIntervalSince(due) / 60
        }
        #expect(minutes.allSatisfy { (0...60).contains($0) })
        #expect(Set(minutes.map { Int($0) }).count > 50)
    }

    @Test func aShortLifeIsRenewedBeforeItsEnd() {
        let lifetimes: [Double] = [0, 1, 60, 600, 3600, 518_400]
        for lifetime in lifetimes {
            let end = start.addingTimeInterval(lifetime)
            for _ in 0..<50 {
                let attempt = schedule.firstAttempt(notBefore: start, expiresAt: end)
                #expect(attempt <= end && attempt >= start)
                #expect(end.timeIntervalSince(attempt) >= lifetime * 0.29)
            }
        }
    }

    @Test func failuresWaitLongerAndThenADay() {
        let waits = (1...6).map { schedule.nextAttempt(afterFailures: $0, at: start).timeIntervalSince(start) / 60 }
        #expect(waits == [1, 10, 100, 1440, 1440, 1440])
        #expect(schedule.nextAttempt(afterFailures: .min, at: start) == start.addingTimeInterval(60))
    }

    @Test func nothingIsTriedBeforeTheServerWantsIt() {
        func wait(_ seconds: Double, failures: Int = 1) -> Double {
            let error = ServiceError(.tooManyRequests, "later", details: ["retry_after": .number(seconds)])
            return schedule.nextAttempt(afterFailures: failures, at: start, error).timeIntervalSince(start)
        }
        #expect(wait(3600) == 3600)
        #expect(wait(1) == 60)
        #expect(wait(3600, failures: 4) == 86_400)
        #expect(wait(1e30) == 7 * 86_400)
        #expect(wait(.infinity) == 60)
    }

    @Test func aThresholdThatMakesNoSenseIsBounded() {
        #expect(RenewalSchedule(threshold: -1).threshold == 0.05)
        #expect(RenewalSchedule(threshold: 9).threshold == 0.95)
    }
}
