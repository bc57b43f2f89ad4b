public import FoundationEssentials
public import Kernel

/// When certificates are renewed: a part of the lifetime before the end, and after failures later and later.
public struct RenewalSchedule: Sendable, Equatable {
    /// The part of its lifetime that a certificate still has when it is renewed.
    public let threshold: Double

    /// The parts that make sense.
    public static let thresholds = 0.05...0.95

    /// The waits after the first failures; after more of them it is tried once a day.
    private static let waits: [Duration] = [.seconds(60), .seconds(600), .seconds(6000)]
    private static let daily = Duration.seconds(86_400)
    /// A server that asks for more than this is not believed: the certificate would end before.
    static let longestWait = Duration.seconds(7 * 86_400)

    /// Describes a schedule.
    ///
    /// - Parameter threshold: One of `thresholds`; what lies outside becomes the nearest of them.
    public init(threshold: Double = 1.0 / 3) {
        self.threshold = min(max(threshold, Self.thresholds.lowerBound), Self.thresholds.upperBound)
    }

    /// From when on a certificate is due.
    public func dueDate(notBefore: Date, expiresAt: Date) -> Date {
        let lifetime = max(0, expiresAt.timeIntervalSince(notBefore))
        return expiresAt.addingTimeInterval(-lifetime * threshold)
    }

    /// When a certificate is to be renewed at first: at a random minute of the hour after it became due.
    ///
    /// A certificate that lives for less than ten hours has less of a choice: the minute lies in the first tenth of what is
    /// left. Keep the answer, another call gives another minute.
    public func firstAttempt(
        notBefore: Date, expiresAt: Date, using generator: inout some RandomNumberGenerator
    ) -> Date {
        let due = dueDate(notBefore: notBefore, expiresAt: expiresAt)
        let choice = min(3600, max(0, expiresAt.timeIntervalSince(due)) / 10)
        return due.addingTimeInterval(Double.random(in: 0...choice, using: &generator))
    }

    /// The same with the system's chance.
    public func firstAttempt(notBefore: Date, expiresAt: Date) -> Date {
        var generator = SystemRandomNumberGenerator()
        return firstAttempt(notBefore: notBefore, expiresAt: expiresAt, using: &generator)
    }

    /// When to try again after failures: 1, 10 and 100 minutes later, then daily, but never before a server wants it.
    ///
    /// - Parameters:
    ///   - failures: How many there were since the last success, at least 1.
    ///   - now: When the last one was.
    ///   - error: What it was; its detail `retry_after`, a number of seconds, is kept to, up to a week.
    /// - Returns: The time of the next attempt.
    public func nextAttempt(afterFailures failures: Int, at now: Date, _ error: ServiceError? = nil) -> Date {
        let index = max(failures, 1) - 1
        var wait = index < Self.waits.count ? Self.waits[index] : Self.daily
        if let seconds = error?.details["retry_after"]?.double, seconds.isFinite, seconds > wait.seconds {
            wait = .seconds(min(seconds, Self.longestWait.seconds))
        }
        return now.addingTimeInterval(wait.seconds)
    }
}
