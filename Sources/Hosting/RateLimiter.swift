import Access
import Kernel
import Synchronization

/// The rate limits of a node: one bucket for each caller, and for public routes one for each peer that a door knows and
/// one for all others together.
final class RateLimiter: Sendable {
    private enum Key: Hashable {
        case caller(Principal)
        case peer(String)
        case everybody
    }

    private let buckets = Mutex<[Key: TokenBucket]>([:])
    private let mostCallers = 10_000

    /// Takes one of a caller's requests; false when the caller is over the limit.
    func admits(_ caller: Caller, _ policy: MessagePolicy, now: Duration) -> Bool {
        guard policy.rateLimit > 0, caller.nodeName == nil else { return true }
        return take(.caller(caller.principal), rate: policy.rateLimit, burst: policy.rateBurst, now: now)
    }

    /// Takes one request on a public route: 200 a second for the whole node.
    func admitsAnybody(now: Duration) -> Bool { take(.everybody, rate: 200, burst: 200, now: now) }

    /// Takes one request of a known peer on a public route: 50 a second, 100 at once.
    func admits(peer: String, now: Duration) -> Bool { take(.peer(peer), rate: 50, burst: 100, now: now) }

    private func take(_ key: Key, rate: Double, burst: Double, now: Duration) -> Bool {
        buckets.withLock { buckets in
            // Forgetting everybody hands out at most one burst more; remembering everybody would grow without end.
            if buckets.count >= mostCallers, buckets[key] == nil { buckets.removeAll(keepingCapacity: true) }
            return buckets[key, default: TokenBucket(burst: burst, now: now)].take(rate: rate, burst: burst, now: now)
        }
    }
}
