import Kernel

extension ACMEClient {
    /// What a look at something that takes its time gave.
    enum Look<Value: Sendable>: Sendable {
        /// It is there.
        case done(Value)
        /// Not yet; the server may have said when to look again.
        case again(Duration?)
    }

    // What is short is over soon; a server that is busy says so with Retry-After (RFC 8555, section 7.5.1).
    private static let pace = Backoff(first: .milliseconds(250), cap: .seconds(5), jitter: 0.1)
    private static let longestWait = Duration.seconds(30)

    /// Looks until it is there; the deadline is that of the whole certificate.
    func poll<Value: Sendable>(_ look: () async throws -> Look<Value>) async throws -> Value {
        var attempt = 1
        while true {
            switch try await look() {
            case .done(let value): return value
            case .again(let wanted):
                try await time.sleep(
                    min(max(wanted ?? .zero, Self.pace.delay(beforeAttempt: attempt)), Self.longestWait))
                attempt += 1
            }
        }
    }
}
