import Crypto
public import FoundationEssentials

/// SHA-256 in the spellings that the house uses.
public enum Digest {
    /// The digest of some bytes, 32 bytes.
    public static func sha256(_ bytes: some DataProtocol) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    /// The digest in lower-case hexadecimal, 64 digits.
    public static func sha256Hex(_ bytes: some DataProtocol) -> String { hex(sha256(bytes)) }

    /// Bytes in lower-case hexadecimal.
    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
