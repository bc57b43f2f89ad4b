import SwiftASN1
public import X509

/// A name that a certificate is for: a host name or an IP address.
public enum SubjectName: Sendable, Hashable {
    /// A host name in lower case; the first label may be `*`.
    case host(String)
    /// An address as its 4 or 16 bytes, in network order.
    case address([UInt8])

    /// The entry of the extension subjectAltName (RFC 5280, section 4.2.1.6).
    public var generalName: GeneralName {
        switch self {
        case .host(let name): .dnsName(name)
        case .address(let bytes): .ipAddress(.init(contentBytes: bytes[...]))
        }
    }
}
