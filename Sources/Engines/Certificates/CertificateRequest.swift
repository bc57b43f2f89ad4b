import Crypto
import FoundationEssentials
import Kernel
import SwiftASN1
import X509

/// A request for a certificate (PKCS #10, RFC 2986) with a fresh key: P-256, the names as subjectAltName, no subject.
struct CertificateRequest {
    /// The private key in PEM (PKCS #8).
    let privateKeyPEM: String
    /// The public key.
    let publicKey: Certificate.PublicKey
    /// The request in DER.
    let der: Data

    /// Makes a key and a request for some names.
    ///
    /// - Throws: `internal` when the library refuses.
    @concurrent init(for names: [SubjectName]) async throws(ServiceError) {
        do {
            let key = P256.Signing.PrivateKey()
            let signer = Certificate.PrivateKey(key)
            let extensions = try Certificate.Extensions {
                SubjectAlternativeNames(names.map(\.generalName))
            }
            let request = try CertificateSigningRequest(
                version: .v1, subject: DistinguishedName(), privateKey: signer,
                attributes: CertificateSigningRequest.Attributes([.init(ExtensionRequest(extensions: extensions))]),
                signatureAlgorithm: .ecdsaWithSHA256)
            var serializer = DER.Serializer()
            try serializer.serialize(request)
            privateKeyPEM = key.pemRepresentation
            publicKey = signer.publicKey
            der = Data(serializer.serializedBytes)
        } catch {
            throw ServiceError(.internal, "a certificate request cannot be made", cause: error)
        }
    }
}
