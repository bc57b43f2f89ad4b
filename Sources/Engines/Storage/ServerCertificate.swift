/// What a managed server shows to those who connect over TLS.
public struct ServerCertificate: Sendable, Equatable {
    /// The certificate, those between it and the authority, and the private key, PEM.
    let text: String

    /// Describes a certificate.
    ///
    /// - Parameters:
    ///   - chain: The certificate, followed by those between it and the authority, PEM.
    ///   - key: Its private key, PEM.
    public init(chain: String, key: String) {
        // One file for both: certificate and key change together or not at all.
        text = chain + (chain.hasSuffix("\n") ? "" : "\n") + key
    }

    init(text: String) {
        self.text = text
    }
}

extension ServerCertificate: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Safe to show: nothing of the key.
    public var description: String { "a certificate of a server" }

    /// Safe as well.
    public var debugDescription: String { description }

    /// Nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
