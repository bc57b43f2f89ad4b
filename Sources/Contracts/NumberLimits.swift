/// A kind of number that has a range.
public protocol NumberLimits: Sendable, Hashable {
    /// The range.
    static var range: NumberRange { get }
}

/// A range of finite numbers with its unit.
public struct NumberRange: Sendable, Hashable {
    private let lowest: Double
    private let highest: Double
    private let includesHighest: Bool
    private let unit: String

    /// A range with both its ends; the unit is a word such as `degrees`.
    public init(_ range: ClosedRange<Double>, _ unit: String) {
        lowest = range.lowerBound
        highest = range.upperBound
        includesHighest = true
        self.unit = unit
    }

    /// A range without its upper end; the unit is a word such as `hours`.
    public init(_ range: Range<Double>, _ unit: String) {
        lowest = range.lowerBound
        highest = range.upperBound
        includesHighest = false
        self.unit = unit
    }

    /// Whether a number is in the range; one that is not finite never is.
    public func contains(_ value: Double) -> Bool {
        value.isFinite && value >= lowest && (includesHighest ? value <= highest : value < highest)
    }

    /// What a number must be, in words that follow the field's name.
    public var requirement: String {
        "must be \(unit), \(text(lowest)) ≤ value \(includesHighest ? "≤" : "<") \(text(highest))"
    }

    private func text(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? String(number)
    }
}
