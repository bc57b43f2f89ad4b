import FoundationEssentials
import Kernel

/// The opaque half of a login, which buys the next token; only its hash is stored.
struct RefreshToken: Sendable {
    private static let prefix = "bsr_"

    /// What the user keeps: `bsr_` and 256 random bits.
    let text: String

    /// A fresh one.
    static func random() -> RefreshToken {
        RefreshToken(text: prefix + Base64URL.text(Data(Identifier.randomBytes(32))))
    }

    /// What the database keeps.
    var hash: Data { Data(Digest.sha256(Data(text.utf8))) }
}
