import Foundation
import Kernel
import Secrets

/// Makes of a password what bcrypt hashes: mixed with a key that is not in the database, so that a stolen table of hashes
/// cannot even be guessed at.
struct PasswordPepper: Sendable {
    private let secrets: SecretKeeper

    init(_ secrets: SecretKeeper) {
        self.secrets = secrets
    }

    // Composing letters leaves at least a third of their bytes (Unicode Standard Annex 15, section 9.1 and the table of
    // expansion factors), so nothing longer than this can be a password. Normalising a long text takes long.
    private static let longestSpelling = 4 * Bcrypt.longestPassword

    /// The one spelling of a password that counts, because keyboards differ in how they compose an accent: NFC, as RFC 8265,
    /// section 4.2.2, has it.
    ///
    /// - Parameter password: What was typed, anything at all.
    /// - Returns: Its spelling; nil when that is none that bcrypt takes as a whole.
    static func normalised(_ password: String) -> String? {
        guard password.utf8.count <= longestSpelling else { return nil }
        let spelling = password.precomposedStringWithCanonicalMapping
        return Bcrypt.accepts(spelling) ? spelling : nil
    }

    /// The key that new hashes are made with.
    var currentKeyID: String { secrets.ring.current.id }

    /// Whether hashes made with a key can be checked; those without a key always can.
    func canCheck(_ keyID: String?) -> Bool { keyID.map(secrets.holds) ?? true }

    /// What bcrypt gets, 44 letters of base64.
    ///
    /// - Parameters:
    ///   - password: The password.
    ///   - keyID: The key; nil for the password itself, as it went into hashes of before.
    /// - Returns: The text; empty, which belongs to no hash, when the password is one that is never hashed.
    /// - Throws: `unavailable` when the key is not here.
    func material(of password: String, under keyID: String?) throws(ServiceError) -> String {
        guard let keyID else { return password }
        guard let normalised = Self.normalised(password) else { return "" }
        return try secrets.code(of: Data(normalised.utf8), for: .password, under: keyID).base64EncodedString()
    }
}
