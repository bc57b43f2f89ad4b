import Access
package import FoundationEssentials
import Kernel

/// What the owner of an API key keeps: `bsk_`, 43 random letters and digits, and six that check them.
///
/// The random part is more than 256 bits (43 × log₂ 62). The check is the first four bytes of the SHA-256 of what stands
/// before it, as a number of base 62: it tells a mistyped key from an unknown one without a look-up, and lets a scanner
/// for leaked secrets tell a key from other text.
package struct APIKeySecret: Sendable {
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let randomDigits = 43
    private static let checkDigits = 6

    /// The whole key.
    package let text: String

    /// A fresh one.
    package static func random() -> APIKeySecret {
        var generator = SystemRandomNumberGenerator()
        let random = (0..<randomDigits).map { _ in digits[Int.random(in: digits.indices, using: &generator)] }
        let body = Array(Credentials.apiKeyPrefix.utf8) + random
        return APIKeySecret(text: String(decoding: body + check(of: body), as: UTF8.self))
    }

    private init(text: String) { self.text = text }

    /// Reads what was shown.
    ///
    /// - Parameter text: What was shown, anything at all.
    /// - Throws: `unauthenticated` when it is no key, or a mistyped one.
    init(validating text: String) throws(ServiceError) {
        let bytes = Array(text.utf8.prefix(Self.length + 1))
        guard bytes.count == Self.length, text.hasPrefix(Credentials.apiKeyPrefix),
            bytes.dropFirst(Credentials.apiKeyPrefix.utf8.count).allSatisfy(Self.isDigit)
        else { throw ServiceError(.unauthenticated, "the API key is malformed") }
        guard Self.check(of: bytes.dropLast(Self.checkDigits)) == bytes.suffix(Self.checkDigits) else {
            throw ServiceError(.unauthenticated, "the API key was mistyped: its checksum is wrong")
        }
        self.text = text
    }

    /// What the database keeps: the SHA-256 of the key, which is as random as that is long, so nothing slower is needed.
    package var hash: Data { Data(Digest.sha256(Data(text.utf8))) }

    private static let length = Credentials.apiKeyPrefix.utf8.count + randomDigits + checkDigits

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    private static func check(of body: some Collection<UInt8>) -> ArraySlice<UInt8> {
        var number = Digest.sha256(Data(body)).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        var check: [UInt8] = []
        for _ in 0..<checkDigits {
            check.append(digits[Int(number % 62)])
            number /= 62
        }
        return ArraySlice(check.reversed())
    }
}
