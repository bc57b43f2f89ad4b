import Crypto
import FoundationEssentials
import Kernel
import SwiftASN1
import X509

/// Whoever signs a certificate: an authority, or the certificate's own key.
struct CertificateSigner {
    /// Its name.
    let name: DistinguishedName
    /// Its key.
    let key: Certificate.PrivateKey
    /// When it ends itself; nothing that it signs lives longer.
    var end: Date?

    /// A clock that is slow by this much still takes a new certificate for valid.
    static let clockSkew: Double = 300

    // This program was written then: a clock that says less was never set, as after a start without a battery.
    private static let earliest = Date(timeIntervalSince1970: 1_767_225_600)

    /// The latest first second of a certificate that counts as begun; a clock that was never set says nothing of any.
    static func latestStart(at now: Date) -> Date {
        now < earliest ? .distantFuture : now.addingTimeInterval(clockSkew)
    }

    /// A positive number of 17 octets with 128 random bits (RFC 5280, section 4.1.2.2: at most 20 octets).
    static func serial() -> Certificate.SerialNumber {
        Certificate.SerialNumber(bytes: [1] + Identifier.randomBytes(16))
    }

    /// The first and last second of a life, both of which count (RFC 5280, section 4.1.2.5).
    static func validity(at now: Date, _ lifetime: Duration, until end: Date? = nil) -> (Date, Date) {
        let first = Date(timeIntervalSince1970: (now.timeIntervalSince1970 - clockSkew).rounded(.down))
        let last = first.addingTimeInterval(lifetime.seconds.rounded(.down) - 1)
        return (first, end.map { min($0, last) } ?? last)
    }

    /// Signs a certificate for a server.
    ///
    /// - Parameters:
    ///   - plan: What it says.
    ///   - owner: The key of its owner.
    ///   - subject: The name of its owner.
    ///   - now: The time.
    /// - Returns: The certificate.
    /// - Throws: What the library refuses.
    func certificate(
        _ plan: CertificatePlan, for owner: Certificate.PublicKey, named subject: DistinguishedName, at now: Date
    ) throws -> Certificate {
        let (first, last) = Self.validity(at: now, plan.lifetime, until: end)
        let usages: [ExtendedKeyUsage.Usage] = plan.isForClients ? [.serverAuth, .clientAuth] : [.serverAuth]
        return try Certificate(
            version: .v3, serialNumber: Self.serial(), publicKey: owner, notValidBefore: first, notValidAfter: last,
            issuer: name, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                // A key on a curve signs and never encrypts a key (RFC 8422, section 2.2).
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage(usages)
                SubjectAlternativeNames(plan.names.map(\.generalName))
                SubjectKeyIdentifier(hash: owner)
                AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier)
            },
            issuerPrivateKey: key)
    }
}

extension CertificatePlan {
    /// The subject: the first name where it fits (RFC 5280, appendix A.1: at most 64 characters).
    func subject() throws -> DistinguishedName {
        let name = names.first?.text ?? ""
        return try DistinguishedName {
            CommonName((1...64).contains(name.utf8.count) ? name : "bigskies")
        }
    }
}
