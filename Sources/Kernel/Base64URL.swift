public import FoundationEssentials

/// Base64 with the alphabet for URLs and without padding (RFC 4648, section 5; RFC 7515, section 2).
public enum Base64URL {
    /// The bytes behind some text; nil when it contains anything but the alphabet.
    public static func bytes(_ text: Substring.UTF8View) -> Data? {
        var standard = Array(text)
        for index in standard.indices {
            switch standard[index] {
            case UInt8(ascii: "-"): standard[index] = UInt8(ascii: "+")
            case UInt8(ascii: "_"): standard[index] = UInt8(ascii: "/")
            case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): return nil
            default: break
            }
        }
        while !standard.count.isMultiple(of: 4) { standard.append(UInt8(ascii: "=")) }
        return Data(base64Encoded: Data(standard))
    }

    /// The text of some bytes.
    public static func text(_ bytes: Data) -> String {
        bytes.base64EncodedString(options: [.base64URLAlphabet, .omitPaddingCharacter])
    }
}
