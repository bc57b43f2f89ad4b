import FoundationEssentials
import Kernel

/// What is wrong with a certificate.
struct CertificateTrouble: Sendable, Equatable {
    /// What it is called by.
    let domain: String
    /// Its last second.
    let expiresAt: Date
    /// Whether renewing it failed.
    let hasFailed: Bool
    /// Whether it has ended.
    let hasEnded: Bool
    /// Whether it begins later than now.
    let isEarly: Bool

    /// What to say about it.
    var text: String {
        if hasEnded { return "\(domain) has ended" }
        if isEarly { return "\(domain) is not valid yet" }
        let day = Timestamp.text(expiresAt).prefix(10)
        return hasFailed ? "\(domain) could not be renewed and ends on \(day)" : "\(domain) ends on \(day)"
    }
}
