package import Alpaca
package import Kernel

extension AlpacaArgument {
    /// Whether a value that was read is this one; nil when it is of another type, so that nothing can be said.
    package func isShown(by value: JSONValue, within tolerance: Double) -> Bool? {
        switch self {
        case .bool(let wanted): value.boolean.map { $0 == wanted }
        case .integer(let wanted): value.whole.map { $0 == Int64(wanted) }
        case .double(let wanted): value.double.map { abs($0 - wanted) <= tolerance }
        case .string(let wanted): value.text.map { $0 == wanted }
        }
    }
}
