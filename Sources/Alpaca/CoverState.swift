/// What a telescope's cover is doing; the raw value is the wire's.
public enum CoverState: Int, Sendable, CaseIterable {
    case notPresent = 0
    case closed = 1
    case moving = 2
    case open = 3
    case unknown = 4
    case error = 5
}
