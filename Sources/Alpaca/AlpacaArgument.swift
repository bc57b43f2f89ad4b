/// The value of a parameter, with its text on the wire.
public enum AlpacaArgument: Sendable, Hashable {
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case string(String)

    /// The text on the wire: `true`/`false`, a decimal point, no thousands separators.
    public var text: String {
        switch self {
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): value.description
        case .string(let value): value
        }
    }

    /// Whether the value may stand for a parameter of a type.
    public func fits(_ type: AlpacaValueType) -> Bool {
        switch (self, type) {
        case (.bool, .bool), (.integer, .integer), (.string, .string), (.string, .date): true
        case (.double(let value), .double): value.isFinite
        default: false
        }
    }
}

extension AlpacaArgument: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
}
