/// What a dome's shutter or roof is doing; the raw value is the wire's.
public enum ShutterState: Int, Sendable, CaseIterable {
    case open = 0
    case closed = 1
    case opening = 2
    case closing = 3
    case error = 4
}
