import FoundationEssentials

/// Measures how deep a JSON text nests before anything tries to parse it.
enum JSONNesting {
    /// True when no more than `limit` arrays and objects are open at once.
    static func depth(of bytes: Data, isAtMost limit: Int) -> Bool {
        var depth = 0
        var inText = false
        var escaped = false
        for byte in bytes {
            if inText {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): inText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return true
    }
}
