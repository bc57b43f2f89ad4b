/// The moment until which a wait on a socket may last.
struct Deadline {
    private let moment: ContinuousClock.Instant

    init(in limit: Duration) {
        moment = .now + limit
    }

    /// What is left as `poll` wants it: milliseconds, rounded up, zero when the moment has passed.
    var pollTimeout: Int32 {
        let left = moment - .now
        return left > .zero ? PostgresConfiguration.milliseconds(left) : 0
    }

    /// What is left, never negative.
    var left: Duration { max(moment - .now, .zero) }
}
