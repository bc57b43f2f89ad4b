public import FoundationEssentials
public import Kernel
import SwiftASN1
import X509

/// What a certificate says about itself.
public struct CertificateFacts: Sendable, Equatable {
    /// The name of whoever signed it.
    public let issuer: String
    /// The bytes of its number in hexadecimal.
    public let serial: String
    /// Its first second.
    public let notBefore: Date
    /// Its last second.
    public let expiresAt: Date
    /// The names it is for; other kinds of names are left out.
    public let names: [SubjectName]

    /// Reads the first certificate of a chain in PEM.
    ///
    /// - Throws: `invalid_request` when there is none.
    public init(chainPEM: String) throws(ServiceError) {
        do {
            guard let first = try PEMDocument.parseMultiple(pemString: chainPEM).first else {
                throw ASN1Error.invalidPEMDocument(reason: "it is empty")
            }
            let certificate = try Certificate(pemDocument: first)
            issuer = certificate.issuer.description
            serial = Digest.hex(certificate.serialNumber.bytes)
            notBefore = certificate.notValidBefore
            expiresAt = certificate.notValidAfter
            names =
                try certificate.extensions.subjectAlternativeNames?.compactMap { name in
                    switch name {
                    case .dnsName(let host): .host(host)
                    case .ipAddress(let bytes): .address(Array(bytes.bytes))
                    default: nil
                    }
                } ?? []
        } catch {
            throw ServiceError(.invalidRequest, "this is no certificate", cause: error)
        }
    }
}
