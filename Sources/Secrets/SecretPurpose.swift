/// What a key is derived for: keys of different purposes tell nothing about each other (RFC 5869, section 3.2).
public enum SecretPurpose: String, Sendable, CaseIterable {
    /// The HMAC over a password before it is hashed.
    case password
    /// Secrets at rest in the database: signing keys, certificate keys, secret settings.
    case storage
    /// The HMAC that signs the checkpoints of the audit trail.
    case checkpoint

    /// The label that goes into the derivation; changing it makes everything made under it unreadable.
    var label: String { "bigskies/\(rawValue)/1" }
}
