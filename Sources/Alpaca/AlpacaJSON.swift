import FoundationEssentials

/// Makes strict JSON of what servers send.
enum AlpacaJSON {
    /// The deepest nesting that is parsed.
    static let deepest = 64

    // Python's and .NET's writers put these where JSON has no word for it (RFC 8259, section 6, forbids them).
    private static let words = ["-Infinity", "Infinity", "NaN"].map { Array($0.utf8) }

    /// The same JSON with `NaN`, `Infinity` and `-Infinity` outside texts replaced by `null`.
    ///
    /// - Parameter bytes: What was received.
    /// - Returns: Bytes for a strict parser.
    /// - Throws: `tooDeep` for nesting beyond `deepest`.
    static func strict(_ bytes: Data) throws(AlpacaResponseError) -> Data {
        var output = Data()
        output.reserveCapacity(bytes.count)
        var depth = 0
        var isInText = false
        var isEscaped = false
        var rest = Array(bytes)[...]
        while let byte = rest.first {
            if isInText {
                isInText = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            } else {
                switch byte {
                case UInt8(ascii: "-"), UInt8(ascii: "I"), UInt8(ascii: "N"):
                    if let word = words.first(where: { rest.starts(with: $0) }) {
                        output.append(contentsOf: "null".utf8)
                        rest = rest.dropFirst(word.count)
                        continue
                    }
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
                guard depth <= deepest else { throw .tooDeep }
            }
            output.append(byte)
            rest = rest.dropFirst()
        }
        return output
    }
}
