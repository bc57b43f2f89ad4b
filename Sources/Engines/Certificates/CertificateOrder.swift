import Contracts

/// What a certificate is wanted for, by whom it is signed.
struct CertificateOrder: Sendable {
    /// What it is called by.
    let domain: String
    /// Who signs it.
    let type: CertificateType
    /// The names it is for.
    let names: [SubjectName]
    /// Where a public authority writes to.
    var email: String?
    /// The node whose own server shows it.
    var servingNode: String?
}
