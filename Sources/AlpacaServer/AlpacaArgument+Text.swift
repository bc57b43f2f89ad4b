import Alpaca
import Kernel

extension AlpacaArgument {
    /// Reads an argument's text; nil when it is not of the type.
    init?(_ text: String, _ type: AlpacaValueType) {
        switch type {
        case .bool:
            switch text.lowercased() {
            case "true": self = .bool(true)
            case "false": self = .bool(false)
            default: return nil
            }
        case .integer:
            // Alpaca's integers have 32 bits.
            guard let value = Int32(text) else { return nil }
            self = .integer(Int(value))
        case .double:
            // Swift reads `nan`, `inf` and hexadecimal numbers too.
            guard text.utf8.allSatisfy(Self.isOfNumber), let value = Double(text), value.isFinite else { return nil }
            self = .double(value)
        case .string:
            self = .string(text)
        case .date:
            // A time is UTC (ITelescope.UTCDate), also when a client leaves the Z away.
            guard let date = [text, text + "Z"].first(where: { Timestamp.date($0) != nil }) else { return nil }
            self = .string(date)
        case .strings, .integers, .objects, .fitsDate, .image:
            return nil
        }
    }

    /// What a parameter of a type must be, in words.
    static func words(for type: AlpacaValueType) -> String {
        switch type {
        case .bool: "true or false"
        case .integer: "a whole number of 32 bits"
        case .double: "a finite number with a decimal point"
        case .date: "a time such as 2026-01-02T03:04:05.123Z"
        default: "a text"
        }
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
