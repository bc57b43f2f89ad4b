public import Crypto
import Kernel

/// A secret that tokens are signed with, under the name that a token's header carries.
public struct SigningKey: Sendable {
    /// The name, `kid` in the header.
    public let id: String
    /// The secret, at least 256 bits (RFC 7518, section 3.2).
    public let secret: SymmetricKey

    /// Describes a key.
    public init(id: String, secret: SymmetricKey) {
        self.id = id
        self.secret = secret
    }

    /// A fresh key with a name of its own.
    public static func random() -> SigningKey {
        SigningKey(id: Identifier.hex(16), secret: SymmetricKey(size: .bits256))
    }
}
