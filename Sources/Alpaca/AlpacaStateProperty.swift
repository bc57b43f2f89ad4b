public import Kernel

/// One property of a device's operational state, and what counts as a value of it.
public struct AlpacaStateProperty: Sendable, Hashable {
    /// What makes a value believable.
    public enum Validity: Sendable, Hashable {
        case bool
        case text
        /// A whole number in a range.
        case integer(ClosedRange<Int64>)
        /// A finite number in a range.
        case number(ClosedRange<Double>)
        /// A finite number from 0 up to, and without, a bound.
        case cycle(Double)
    }

    /// The name in `DeviceState`.
    public let name: String
    /// What makes a value believable.
    public let validity: Validity
    /// The member that gives it on its own: the same name in lower case, without the number of a switch.
    public let member: String
    /// The number of the switch that it belongs to, or nil for other devices.
    public let id: Int?

    init(_ name: String, _ validity: Validity) {
        self.name = name
        self.validity = validity
        member = name.lowercased()
        id = nil
    }

    init(_ stem: String, id: Int, _ validity: Validity) {
        name = stem + String(id)
        self.validity = validity
        member = stem.lowercased()
        self.id = id
    }

    /// The parameters with which the member gives it.
    public var arguments: [String: AlpacaArgument] { id.map { ["Id": .integer($0)] } ?? [:] }

    /// The value when it is believable, else nil: never 0 for something unknown.
    public func believable(_ value: JSONValue) -> JSONValue? {
        switch validity {
        case .bool:
            return value.boolean.map(JSONValue.bool)
        case .text:
            guard let text = value.text, !text.isEmpty else { return nil }
            return .string(text)
        case .integer(let range):
            guard let whole = value.whole, range.contains(whole) else { return nil }
            return .integer(whole)
        case .number(let range):
            guard let number = value.double, number.isFinite, range.contains(number) else { return nil }
            return .number(number)
        case .cycle(let bound):
            guard let number = value.double, number.isFinite, number >= 0, number < bound else { return nil }
            return .number(number)
        }
    }
}
