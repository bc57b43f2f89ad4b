import Crypto
public import FoundationEssentials
public import Kernel
import SwiftASN1
import X509

extension IssuedCertificate {
    /// Makes a certificate that its own key signs: whoever is to trust it is given the certificate itself.
    ///
    /// - Parameters:
    ///   - plan: What it says.
    ///   - now: The time.
    /// - Returns: The certificate, on the curve P-256, and its key.
    /// - Throws: `internal` when the library refuses.
    public static func selfSigned(_ plan: CertificatePlan, at now: Date) throws(ServiceError) -> IssuedCertificate {
        let key = P256.Signing.PrivateKey()
        do {
            let subject = try plan.subject()
            let signer = CertificateSigner(name: subject, key: Certificate.PrivateKey(key))
            let certificate = try signer.certificate(plan, for: signer.key.publicKey, named: subject, at: now)
            return IssuedCertificate(
                chainPEM: try certificate.serializeAsPEM().pemString + "\n", privateKeyPEM: key.pemRepresentation)
        } catch {
            throw ServiceError(.internal, "the certificate could not be made", cause: error)
        }
    }
}
