import Kernel
import Synchronization

/// The machine's clocks, with a count of how often they were looked at: what spins looks often.
final class CountingTime: Sendable {
    private let count = Atomic<Int>(0)

    var looks: Int { count.load(ordering: .relaxed) }

    var source: TimeSource {
        TimeSource(
            now: {
                self.count.add(1, ordering: .relaxed)
                return TimeSource.system.now()
            }, sleep: TimeSource.system.sleep, date: TimeSource.system.date)
    }
}
