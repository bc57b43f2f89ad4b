import Alpaca
import AlpacaServer

/// The arguments of a call by their exact names; whatever does not fit is an invalid value.
struct Arguments: Sendable {
    let values: [String: AlpacaArgument]

    /// A number within a range; any finite one without.
    func double(_ name: String, in range: ClosedRange<Double>? = nil) throws(AlpacaFault) -> Double {
        let number: Double
        switch values[name] {
        case .double(let value): number = value
        case .integer(let value): number = Double(value)
        default: throw .invalidValue("\(name) must be a number")
        }
        guard number.isFinite else { throw .invalidValue("\(name) must be a finite number") }
        if let range, !range.contains(number) {
            throw .invalidValue("\(name) \(number) is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A whole number within a range.
    func integer(
        _ name: String, in range: ClosedRange<Int> = Int(Int32.min)...Int(Int32.max)
    ) throws(AlpacaFault) -> Int {
        guard case .integer(let value) = values[name] else { throw .invalidValue("\(name) must be a whole number") }
        guard range.contains(value) else {
            throw .invalidValue("\(name) \(value) is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A truth value.
    func bool(_ name: String) throws(AlpacaFault) -> Bool {
        guard case .bool(let value) = values[name] else { throw .invalidValue("\(name) must be true or false") }
        return value
    }

    /// A text.
    func text(_ name: String) throws(AlpacaFault) -> String {
        guard case .string(let value) = values[name] else { throw .invalidValue("\(name) must be a text") }
        return value
    }
}
