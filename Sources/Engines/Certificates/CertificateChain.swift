import FoundationEssentials
import Kernel
import SwiftASN1
import X509

/// A chain of certificates, the one for the names first, each signed by the next.
struct CertificateChain {
    private static let mostCertificates = 10

    /// The certificates.
    let certificates: [Certificate]

    /// Reads a chain in PEM (RFC 8555, section 9.1).
    ///
    /// - Throws: `unavailable` when it is none.
    init(pem text: String) throws(ServiceError) {
        do {
            certificates = try PEMDocument.parseMultiple(pemString: text).map { try Certificate(pemDocument: $0) }
        } catch {
            throw ServiceError(.unavailable, "what was issued is no chain of certificates", cause: error)
        }
        guard (1...Self.mostCertificates).contains(certificates.count) else {
            throw ServiceError(.unavailable, "what was issued has \(certificates.count) certificates")
        }
    }

    /// The chain in PEM, without whatever else was in the text.
    func pem() throws(ServiceError) -> String {
        do {
            return try certificates.map { try $0.serializeAsPEM().pemString + "\n" }.joined()
        } catch {
            throw ServiceError(.internal, "a chain cannot be written", cause: error)
        }
    }

    /// Checks that the chain is what was asked for.
    ///
    /// - Parameters:
    ///   - key: The public key of the request.
    ///   - names: The names of the request.
    ///   - now: The time at which it must be good.
    /// - Throws: `unavailable` naming what is wrong.
    func check(against key: Certificate.PublicKey, names: [SubjectName], at now: Date) throws(ServiceError) {
        guard let leaf = certificates.first, leaf.publicKey == key else {
            throw Self.wrong("is for another key")
        }
        // Extensions that cannot be read name nobody.
        let found = (try? leaf.extensions.subjectAlternativeNames).map(Array.init) ?? []
        guard Set(found) == Set(names.map(\.generalName)) else { throw Self.wrong("is for other names") }
        // Clocks of servers and ours differ a little.
        guard leaf.notValidBefore <= now.addingTimeInterval(300), leaf.notValidAfter > now else {
            throw Self.wrong("is not valid now")
        }
        for (certificate, issuer) in zip(certificates, certificates.dropFirst()) {
            guard certificate.issuer == issuer.subject,
                issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
            else { throw Self.wrong("comes with a chain that does not hold together") }
        }
    }

    private static func wrong(_ what: String) -> ServiceError {
        ServiceError(.unavailable, "the certificate that was issued \(what)")
    }
}
