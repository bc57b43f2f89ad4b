/// A password's hash as it is stored.
struct PasswordHash: Sendable, Equatable {
    /// bcrypt's text.
    var text: String
    /// The key of the HMAC that went into bcrypt; nil for a hash from before there were keys, made of the password itself.
    var keyID: String?
}
