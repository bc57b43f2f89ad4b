/// The text form of `bytea`: `\x` and hexadecimal digits.
enum PostgresBytes {
    /// The bytes of a text; nil when it is none.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = text.utf8
        guard text.hasPrefix("\\x"), digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2 - 1)
        var high: UInt8?
        for digit in digits.dropFirst(2) {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue.flatMap(UInt8.init(exactly:)) else {
                return nil
            }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }
}
