import CertificateEngines
import StorageEngines

extension ServerCertificate {
    /// What a managed server shows of an issued certificate: the chain and the key.
    init(_ issued: IssuedCertificate) {
        self.init(chain: issued.chainPEM, key: issued.privateKeyPEM)
    }
}
