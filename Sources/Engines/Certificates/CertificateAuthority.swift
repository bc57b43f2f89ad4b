import Crypto
public import FoundationEssentials
public import Kernel
import SwiftASN1
import X509

/// The certificate authority of an installation: a certificate that its clients trust, and the key that signs others.
public struct CertificateAuthority: Sendable {
    /// How long an authority lives.
    public static let lifetime = Duration.seconds(3650 * 86_400)

    /// Its certificate in PEM, for whoever is to trust what it signs.
    public let certificatePEM: String
    /// Its private key in PEM (PKCS #8): sealed where it is stored, never shown.
    let privateKeyPEM: String
    private let certificate: Certificate
    private let key: Certificate.PrivateKey

    /// Makes an authority with a fresh key on the curve P-256.
    ///
    /// - Parameter now: The time.
    /// - Returns: The authority.
    /// - Throws: `internal` when the library refuses.
    public static func make(at now: Date) throws(ServiceError) -> CertificateAuthority {
        let key = P256.Signing.PrivateKey()
        do {
            let signer = Certificate.PrivateKey(key)
            // Two installations on one machine are told apart by their names too.
            let name = try DistinguishedName {
                OrganizationName("bigskies")
                CommonName("bigskies authority \(Identifier.hex(8))")
            }
            let (first, last) = CertificateSigner.validity(at: now, lifetime)
            let identifier = SubjectKeyIdentifier(hash: signer.publicKey)
            let certificate = try Certificate(
                version: .v3, serialNumber: CertificateSigner.serial(), publicKey: signer.publicKey,
                notValidBefore: first, notValidAfter: last, issuer: name, subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    // It signs certificates of servers, and no other authority.
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    identifier
                    AuthorityKeyIdentifier(keyIdentifier: identifier.keyIdentifier)
                },
                issuerPrivateKey: signer)
            return try CertificateAuthority(
                certificatePEM: certificate.serializeAsPEM().pemString + "\n", privateKeyPEM: key.pemRepresentation)
        } catch {
            throw ServiceError(.internal, "the certificate authority could not be made", cause: error)
        }
    }

    /// Brings together what was stored.
    ///
    /// - Throws: `internal` when the two are none, or do not belong together.
    init(certificatePEM: String, privateKeyPEM: String) throws(ServiceError) {
        do {
            certificate = try Certificate(pemEncoded: certificatePEM)
            key = try Certificate.PrivateKey(pemEncoded: privateKeyPEM)
        } catch {
            throw ServiceError(.internal, "the certificate authority cannot be read", cause: error)
        }
        guard certificate.publicKey == key.publicKey else {
            throw ServiceError(.internal, "the key of the certificate authority is that of another")
        }
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
    }

    /// Its name.
    public var name: String { certificate.subject.description }

    /// Issues a certificate with a key of its own; it ends with the authority at the latest.
    ///
    /// - Parameters:
    ///   - plan: What it says.
    ///   - now: The time.
    /// - Returns: The certificate, without the authority's, and its key.
    /// - Throws: `invalid_state` when the authority has ended, `internal` when the library refuses.
    public func issue(_ plan: CertificatePlan, at now: Date) throws(ServiceError) -> IssuedCertificate {
        guard now < certificate.notValidAfter else {
            throw ServiceError(.invalidState, "the certificate authority of the installation has ended")
        }
        let owner = P256.Signing.PrivateKey()
        do {
            let signer = CertificateSigner(name: certificate.subject, key: key, end: certificate.notValidAfter)
            let issued = try signer.certificate(
                plan, for: Certificate.PrivateKey(owner).publicKey, named: try plan.subject(), at: now)
            return IssuedCertificate(
                chainPEM: try issued.serializeAsPEM().pemString + "\n", privateKeyPEM: owner.pemRepresentation)
        } catch {
            throw ServiceError(.internal, "the certificate could not be made", cause: error)
        }
    }
}
