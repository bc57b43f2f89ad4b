public import FoundationEssentials
public import Kernel

/// Asks whether it is safe, or how the weather is.
public struct SafetyRequest: Codable, Sendable, TelescopeNaming {
    /// The telescope.
    public let telescopeID: UUID

    /// Names a telescope.
    public init(telescopeID: UUID) { self.telescopeID = telescopeID }

    enum CodingKeys: String, CodingKey {
        case telescopeID = "telescope_id"
    }
}

/// Whether the telescope may be open; unknown is not safe.
public enum SafetyState: String, WireChoice {
    case safe
    case unsafe
    case unknown
}

/// One thing that safety is decided by; what is not known is `null`.
public struct SafetySignal: Codable, Sendable, Equatable {
    /// What was measured.
    @Explicit public var value: JSONValue?
    /// Its unit.
    @Explicit public var unit: String?
    /// Milliseconds since it was measured.
    @Explicit public var age: Int?
    /// What it must be.
    @Explicit public var limit: JSONValue?

    /// Describes a signal.
    public init(value: JSONValue?, unit: String?, age: Int?, limit: JSONValue?) {
        self.value = value
        self.unit = unit
        self.age = age
        self.limit = limit
    }

    enum CodingKeys: String, CodingKey {
        case value, unit, limit
        case age = "age_ms"
    }
}

/// Whether it is safe, and why; also the payload of safety events.
public struct SafetyResponse: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The answer.
    public let state: SafetyState
    /// What is not safe and what is not known.
    public let reasons: [String]
    /// What it was decided by.
    public let signals: [String: SafetySignal]

    /// Describes an answer.
    public init(telescopeID: String, state: SafetyState, reasons: [String], signals: [String: SafetySignal]) {
        self.telescopeID = telescopeID
        self.state = state
        self.reasons = reasons
        self.signals = signals
    }

    enum CodingKeys: String, CodingKey {
        case state, reasons, signals
        case telescopeID = "telescope_id"
    }
}
