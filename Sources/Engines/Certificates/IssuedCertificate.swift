/// A certificate that was just issued, with the key that only its owner may have.
public struct IssuedCertificate: Sendable {
    /// The whole chain in PEM, the certificate itself first; without the root.
    public let chainPEM: String
    /// The private key in PEM (PKCS #8): to be sealed at once, never to be shown.
    public let privateKeyPEM: String

    /// Brings a chain and its key together.
    public init(chainPEM: String, privateKeyPEM: String) {
        self.chainPEM = chainPEM
        self.privateKeyPEM = privateKeyPEM
    }
}
