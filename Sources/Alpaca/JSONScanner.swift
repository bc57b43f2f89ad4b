import FoundationEssentials
import Kernel

/// Goes through JSON byte by byte; the bytes outlive it.
struct JSONScanner {
    /// A number as it is written.
    enum Number {
        case whole(Int64)
        case fraction(Double)
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private static let words = [("NaN", Double.nan), ("-Infinity", -Double.infinity), ("Infinity", Double.infinity)]

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// How many numbers a list can have at most: one and then one behind each comma, and no more than have room.
    var mostNumbers: Int {
        var commas = 0
        for byte in bytes where byte == UInt8(ascii: ",") { commas += 1 }
        return min(commas + 1, bytes.count / 2)
    }

    /// The next byte that is not blank, or nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            position += 1
        }
        return nil
    }

    /// Goes past a byte if it is the next that is not blank.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    /// Goes past a byte that must come now.
    mutating func expect(_ byte: UInt8) throws(AlpacaResponseError) {
        guard take(byte) else { throw .notJSON(isHTML: false) }
    }

    /// Reads a number; `null`, `NaN` and infinities of other writers count as fractions.
    mutating func number() throws(AlpacaResponseError) -> Number {
        guard let first = peek() else { throw .notJSON(isHTML: false) }
        let start = position
        var isNegative = false
        if first == UInt8(ascii: "-") {
            isNegative = true
            position += 1
        }
        var value: Int64 = 0
        let digits = position
        while position < bytes.count, case let digit = bytes[position] &- 0x30, digit < 10 {
            // Eighteen digits fit always.
            guard position - digits < 18 else { return .fraction(try fraction(from: start)) }
            value = value * 10 + Int64(digit)
            position += 1
        }
        guard position > digits else { return .fraction(try fraction(from: start)) }
        if position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                return .fraction(try fraction(from: start))
            default: break
            }
        }
        return .whole(isNegative ? -value : value)
    }

    private mutating func fraction(from start: Int) throws(AlpacaResponseError) -> Double {
        for (word, value) in Self.words where UnsafeRawBufferPointer(rebasing: bytes[start...]).starts(with: word.utf8)
        {
            position = start + word.utf8.count
            return value
        }
        if UnsafeRawBufferPointer(rebasing: bytes[start...]).starts(with: "null".utf8) {
            position = start + 4
            return .nan
        }
        position = start
        while position < bytes.count, Self.isOfNumber(bytes[position]) { position += 1 }
        // More digits than any Double has are no number of a camera.
        guard position - start <= 400,
            let value = Double(String(decoding: bytes[start..<position], as: UTF8.self))
        else { throw .notJSON(isHTML: false) }
        return value
    }

    /// Reads a text.
    mutating func text() throws(AlpacaResponseError) -> String {
        guard peek() == UInt8(ascii: "\"") else { throw .notJSON(isHTML: false) }
        let start = position
        try skipText()
        let raw = UnsafeRawBufferPointer(rebasing: bytes[start..<position])
        do {
            return try WireJSON.decode(String.self, from: Data(raw))
        } catch {
            throw .notJSON(isHTML: false)
        }
    }

    /// Goes past any value.
    mutating func skipValue() throws(AlpacaResponseError) {
        var depth = 0
        repeat {
            guard let byte = peek() else { throw .notJSON(isHTML: false) }
            switch byte {
            case UInt8(ascii: "\""):
                try skipText()
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default:
                try skipWord(inside: depth)
                continue
            }
            guard depth >= 0 else { throw .notJSON(isHTML: false) }
            guard depth <= AlpacaJSON.deepest else { throw .tooDeep }
            position += 1
        } while depth > 0
    }

    // A number or a word; inside of something also the colons and commas between.
    private mutating func skipWord(inside depth: Int) throws(AlpacaResponseError) {
        let start = position
        while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
        guard position == start else { return }
        guard depth > 0 else { throw .notJSON(isHTML: false) }
        position += 1
    }

    private mutating func skipText() throws(AlpacaResponseError) {
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""):
                position += 1
                return
            default: position += 1
            }
        }
        throw .notJSON(isHTML: false)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: "["),
            UInt8(ascii: "{"), UInt8(ascii: "\""), 0x20, 0x0A, 0x0D, 0x09:
            true
        default: false
        }
    }
}
