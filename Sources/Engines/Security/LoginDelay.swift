import FoundationEssentials
import Kernel

/// How long an account's next password attempt waits after wrong ones in a row: 1 s, 2 s, 4 s … up to a limit.
struct LoginDelay: Sendable, Equatable {
    /// How many wrong passwords in a row make the next attempt wait; zero means that none do.
    let threshold: Int
    /// The longest wait.
    let longest: Duration

    /// The rule of some settings.
    init(_ policy: SecurityPolicy) {
        threshold = policy.lockoutThreshold
        longest = policy.lockoutDuration
    }

    /// What is remembered after a wrong password.
    ///
    /// An attempt during a wait is refused unseen, so it changes nothing: the wait ends when it was said to end, however
    /// often others knock. Who has waited as long as the longest wait without another failure begins anew.
    /// - Parameters:
    ///   - failures: What was remembered before.
    ///   - date: When the password was tried.
    /// - Returns: What is remembered now.
    func failed(_ failures: LoginFailures, at date: Date) -> LoginFailures {
        guard threshold > 0 else { return LoginFailures() }
        guard !failures.isDelayed(at: date) else { return failures }
        let isForgotten = failures.delayedUntil.map { $0.addingTimeInterval(longest.seconds) <= date } ?? false
        let before = isForgotten ? 0 : failures.count
        let count = before < Int(Int32.max) ? before + 1 : before  // the column is an integer
        return LoginFailures(count: count, delayedUntil: wait(after: count).map { date.addingTimeInterval($0.seconds) })
    }

    private func wait(after count: Int) -> Duration? {
        guard count >= threshold else { return nil }
        return Backoff(first: .seconds(1), cap: longest, multiplier: 2, jitter: 0)
            .delay(beforeAttempt: count - threshold + 1)
    }
}

/// The wrong passwords in a row of one name.
struct LoginFailures: Sendable, Equatable {
    /// How many.
    var count = 0
    /// Until when every attempt is refused.
    var delayedUntil: Date?

    /// Whether an attempt is refused whatever the password.
    func isDelayed(at date: Date) -> Bool { delayedUntil.map { $0 > date } ?? false }
}
