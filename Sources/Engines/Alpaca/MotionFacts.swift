public import Alpaca

/// How an axis of a mount can be moved.
public struct AxisFacts: Sendable, Hashable {
    /// Whether it can be moved, or nil when the mount does not say.
    public let canMove: Bool?
    /// The rates in degrees per second, in either direction, or nil when the mount does not say.
    public let rates: [ClosedRange<Double>]?
}

/// What a mount said about itself.
public struct MountFacts: Sendable, Hashable {
    /// Its axes.
    public internal(set) var axes: [TelescopeAxis: AxisFacts] = [:]
    /// The drive rates that it offers, or nil when it does not say.
    public internal(set) var trackingRates: [DriveRate]?
}

/// What a focuser said about itself; what it did not say is nil.
public struct FocuserFacts: Sendable, Hashable {
    /// Whether it knows its position.
    public internal(set) var isAbsolute: Bool?
    /// The largest position.
    public internal(set) var maxStep: Int?
    /// The most steps of one move.
    public internal(set) var maxIncrement: Int?
    /// Micrometres per step.
    public internal(set) var stepSize: Double?
    /// Whether it can follow the temperature.
    public internal(set) var hasTemperatureCompensation: Bool?
}

/// What a rotator said about itself; what it did not say is nil.
public struct RotatorFacts: Sendable, Hashable {
    /// Degrees per step.
    public internal(set) var stepSize: Double?
}

/// What a filter wheel said about itself; what it did not say is nil.
public struct FilterWheelFacts: Sendable, Hashable {
    /// The names of its filters by position.
    public internal(set) var names: [String]?
    /// The focus offsets of its filters in steps by position.
    public internal(set) var focusOffsets: [Int]?
}

/// What a cover with a calibrator said about itself.
public struct CoverFacts: Sendable, Hashable {
    /// The largest brightness, or nil when it has no calibrator or does not say.
    public internal(set) var maxBrightness: Int?
}

/// What a switch device said about one of its switches; what it did not say is nil.
public struct SwitchFacts: Sendable, Hashable {
    /// Its number, from 0.
    public let id: Int
    /// Its name.
    public internal(set) var name: String?
    /// What it is for.
    public internal(set) var description: String?
    /// Whether it can be set.
    public internal(set) var canWrite: Bool?
    /// Whether it can be set without waiting for its end.
    public internal(set) var canAsync: Bool?
    /// The least value.
    public internal(set) var minimum: Double?
    /// The greatest value.
    public internal(set) var maximum: Double?
    /// The distance of two values.
    public internal(set) var step: Double?
}
