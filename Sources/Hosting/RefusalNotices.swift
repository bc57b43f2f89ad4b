import Kernel
import Synchronization

/// Remembers which refusals of events were told lately: at most one a minute for each topic and reason.
final class RefusalNotices: Sendable {
    private let told = Mutex<[String: Duration]>([:])
    private let mostReasons = 1_000

    /// True when this refusal should be told now.
    func shouldTell(_ topic: String, _ code: ServiceError.Code, now: Duration) -> Bool {
        told.withLock { told in
            let key = "\(topic) \(code.rawValue)"
            if let last = told[key], now - last < .seconds(60) { return false }
            if told.count >= mostReasons { told = told.filter { now - $0.value < .seconds(60) } }
            guard told.count < mostReasons else { return false }
            told[key] = now
            return true
        }
    }
}
