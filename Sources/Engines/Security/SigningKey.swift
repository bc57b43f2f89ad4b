public import Crypto
public import FoundationEssentials
import Kernel

/// A secret that tokens are signed with, under the name that a token's header carries.
public struct SigningKey: Sendable {
    /// How long a new key is known before it signs, so that no node is shown a token under a key that it has not read yet.
    static let settling: Duration = .seconds(10)

    /// The name, `kid` in the header.
    public let id: String
    /// The secret, at least 256 bits (RFC 7518, section 3.2).
    public let secret: SymmetricKey
    /// When it was made; it signs from `settling` later on.
    let createdAt: Date
    /// From when it signs no longer; what it signed before is believed until it ends.
    let retiredAt: Date?

    /// Describes a key; one that has always been there when no time is given.
    public init(id: String, secret: SymmetricKey, createdAt: Date = .distantPast, retiredAt: Date? = nil) {
        self.id = id
        self.secret = secret
        self.createdAt = createdAt
        self.retiredAt = retiredAt
    }

    /// A fresh key with a name of its own.
    public static func random() -> SigningKey {
        SigningKey(id: Identifier.hex(16), secret: SymmetricKey(size: .bits256))
    }
}

extension [SigningKey] {
    /// The key to sign with at a time: the newest that has settled, else the oldest that may sign at all.
    func signing(at date: Date) -> SigningKey? {
        let able = filter { $0.retiredAt.map { date < $0 } ?? true }
        let settled = able.filter { $0.createdAt.addingTimeInterval(SigningKey.settling.seconds) <= date }
        return settled.max { $0.createdAt < $1.createdAt } ?? able.min { $0.createdAt < $1.createdAt }
    }
}
