/// An account at an ACME server (RFC 8555, section 7.1.2) as it is kept.
public struct ACMEAccount: Sendable, Equatable {
    /// Its private key in PEM (PKCS #8, P-256): sealed where it is stored.
    public let privateKeyPEM: String
    /// Its URL, the `kid` of every request.
    public let url: String
    /// The address that the server writes to; empty for none.
    public let email: String

    /// Describes an account.
    public init(privateKeyPEM: String, url: String, email: String) {
        self.privateKeyPEM = privateKeyPEM
        self.url = url
        self.email = email
    }
}
