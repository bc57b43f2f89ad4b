/// The files of an encrypted connection, PEM.
public struct MQTTTLS: Sendable, Equatable {
    /// The authorities that may have signed the broker's certificate; nil for those of the system.
    public var caFile: String?
    /// The client's own certificate.
    public var certificateFile: String?
    /// The private key of the client's certificate.
    public var keyFile: String?
    /// Whether the broker's certificate may name another host.
    public var insecureHostname: Bool
    /// Whether any certificate is accepted; for those who only look at a broker and tell it nothing.
    public var trustsAnybody: Bool

    /// Describes the files.
    public init(
        caFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil, insecureHostname: Bool = false,
        trustsAnybody: Bool = false
    ) {
        self.caFile = caFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.insecureHostname = insecureHostname
        self.trustsAnybody = trustsAnybody
    }
}
