public import FoundationEssentials

/// Who signs a certificate.
public enum CertificateType: String, WireChoice {
    /// Its own key: whoever is to trust it is given the certificate itself.
    case selfSigned = "self-signed"
    /// The certificate authority of the installation.
    case `internal`
    /// A public authority that speaks ACME.
    case letsencrypt
}

/// `security/cert/request`: a certificate for names that have none yet.
public struct RequestCertificateRequest: Codable, Sendable {
    /// The host name or IP address that it is called by.
    public var domain: String
    /// Who signs it.
    public var type: CertificateType
    /// Further host names and addresses, at most 99.
    public var sans: [String]?
    /// Where a public authority writes to.
    public var email: String?

    /// Asks for a certificate.
    public init(domain: String, type: CertificateType, sans: [String]? = nil, email: String? = nil) {
        self.domain = domain
        self.type = type
        self.sans = sans
        self.email = email
    }
}

/// `security/cert/get`, `security/cert/renew` and `security/cert/delete`: one certificate.
public struct NamedCertificateRequest: Codable, Sendable {
    /// What it is called by.
    public var domain: String

    /// Names a certificate.
    public init(domain: String) { self.domain = domain }
}

/// A certificate as the wire shows it: never with its private key.
public struct CertificateInfo: Codable, Sendable, Equatable {
    /// What it is called by.
    public var domain: String
    /// Who signs it.
    public var type: CertificateType
    /// All names that it is for.
    public var sans: [String]
    /// The name of whoever signed it.
    public var issuer: String
    /// The bytes of its number in hexadecimal.
    public var serial: String
    /// Its first second.
    public var notBefore: Date
    /// Its last second.
    public var expiresAt: Date
    /// When it is renewed, or when that is tried again.
    public var renewAt: Date
    /// How often renewing failed since it was issued.
    public var failures: Int
    /// Why renewing failed last.
    public var lastError: String?
    /// The node whose own broker or database shows it.
    public var servingNode: String?
    /// The whole chain, the certificate itself first; not in lists.
    public var certificatePEM: String?

    private enum CodingKeys: String, CodingKey {
        case domain, type, sans, issuer, serial, failures
        case notBefore = "not_before"
        case expiresAt = "expires_at"
        case renewAt = "renew_at"
        case lastError = "last_error"
        case servingNode = "broker_node"
        case certificatePEM = "certificate_pem"
    }

    /// Describes a certificate.
    public init(
        domain: String, type: CertificateType, sans: [String], issuer: String, serial: String, notBefore: Date,
        expiresAt: Date, renewAt: Date, failures: Int = 0, lastError: String? = nil, servingNode: String? = nil,
        certificatePEM: String? = nil
    ) {
        self.domain = domain
        self.type = type
        self.sans = sans
        self.issuer = issuer
        self.serial = serial
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.renewAt = renewAt
        self.failures = failures
        self.lastError = lastError
        self.servingNode = servingNode
        self.certificatePEM = certificatePEM
    }
}

/// Certificates in the order of what they are called by, and the authority that signed the internal ones.
public struct ListCertificatesReply: Codable, Sendable {
    /// The certificates, without their chains.
    public var certificates: [CertificateInfo]
    /// The certificate of the installation's authority: clients trust it and so what it signed.
    public var authorityPEM: String
    /// Where to go on, when there is more.
    public var nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case certificates
        case authorityPEM = "authority_pem"
        case nextCursor = "next_cursor"
    }

    /// Shows certificates.
    public init(certificates: [CertificateInfo], authorityPEM: String, nextCursor: String? = nil) {
        self.certificates = certificates
        self.authorityPEM = authorityPEM
        self.nextCursor = nextCursor
    }
}
