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

    /// What to say about it.
    var text: String {
        if hasEnded { return "\(domain) has ended" }
        let day = Timestamp.text(expiresAt).prefix(10)
        return hasFailed ? "\(domain) could not be renewed and ends on \(day)" : "\(domain) ends on \(day)"
    }
}
