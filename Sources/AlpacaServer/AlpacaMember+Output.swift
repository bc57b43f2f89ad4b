import Alpaca
import Kernel

extension AlpacaMember {
    /// What a device gave, as the member's type wants it; nil when it is something else.
    func conforming(_ output: JSONValue) -> JSONValue? {
        guard let value else { return nil }
        switch value {
        case .bool: return output.boolean.map(JSONValue.bool)
        case .integer: return output.whole.map(JSONValue.integer)
        case .double:
            guard let number = output.double, number.isFinite else { return nil }
            return .number(number)
        case .string, .date, .fitsDate: return output.text.map(JSONValue.string)
        case .strings: return list(output) { $0.text.map(JSONValue.string) }
        case .integers: return list(output) { $0.whole.map(JSONValue.integer) }
        case .objects:
            guard let entries = output.elements else { return nil }
            return .array(name == "devicestate" ? entries.filter(Self.isKnown) : entries)
        case .image: return nil
        }
    }

    private func list(_ output: JSONValue, _ element: (JSONValue) -> JSONValue?) -> JSONValue? {
        guard let elements = output.elements else { return nil }
        let converted = elements.compactMap(element)
        return converted.count == elements.count ? .array(converted) : nil
    }

    // A state that is not known is left out and is never an error (ASCOM Platform 7, DeviceState).
    private static func isKnown(_ entry: JSONValue) -> Bool {
        switch entry["Value"] {
        case nil, .null: false
        case .number(let value): value.isFinite
        default: true
        }
    }
}
