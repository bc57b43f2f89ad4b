public import Contracts
import FoundationEssentials
public import Kernel

extension TLSSecurityEngine {
    /// Makes a certificate for names that have none yet, and keeps it.
    ///
    /// - Parameter request: The names, and who signs.
    /// - Returns: The certificate with its chain, without its key.
    /// - Throws: `invalid_request` naming the field, `conflict` when there is one that is called so, what a public
    ///   authority says, what a failure of the database means.
    public func request(_ request: RequestCertificateRequest) async throws(ServiceError) -> CertificateInfo {
        let names = try SubjectName.list(domain: request.domain, others: request.sans ?? [])
        let email = try request.email.map { text throws(ServiceError) in try Self.address(text) }
        // The list is never empty; its first name is the domain in the spelling of certificates.
        let domain = names.first?.text ?? request.domain
        let order = CertificateOrder(domain: domain, type: request.type, names: names, email: email)
        guard try await store.certificate(named: domain) == nil else { throw Self.taken(domain) }
        guard let stored = try await make(order) else { throw Self.taken(domain) }
        return stored.info
    }

    /// Makes a certificate anew, for the same names and by the same authority, and keeps it in place of the old one.
    ///
    /// - Parameter domain: What it is called by.
    /// - Returns: The certificate with its chain, without its key.
    /// - Throws: `not_found`, `conflict` when somebody else is renewing it, what a public authority says, what a failure
    ///   of the database means.
    public func renew(_ domain: String) async throws(ServiceError) -> CertificateInfo {
        let stored = try await named(domain)
        let info = try await renew(stored)
        await look()
        return info
    }

    /// Forgets a certificate and its key.
    ///
    /// - Parameter domain: What it is called by.
    /// - Throws: `not_found`, `invalid_state` for one that a node's own server shows, what a failure of the database means.
    public func delete(_ domain: String) async throws(ServiceError) {
        let stored = try await named(domain)
        if let node = stored.info.servingNode {
            throw ServiceError(
                .invalidState, "a server of the node \(node) shows this certificate",
                details: ["cure": "security/cert/renew makes it anew"])
        }
        try await store.run(CertificateQueries.delete(stored))
        await look()
    }

    /// A certificate with its chain, without its key.
    ///
    /// - Parameter domain: What it is called by.
    /// - Returns: The certificate.
    /// - Throws: `not_found`, what a failure of the database means.
    public func certificate(_ domain: String) async throws(ServiceError) -> CertificateInfo {
        try await named(domain).info
    }

    /// Certificates in the order of what they are called by, without their chains.
    ///
    /// - Parameters:
    ///   - limit: The most.
    ///   - cursor: Where an earlier answer ended.
    /// - Returns: The certificates, and where to go on when there is more.
    /// - Throws: What a failure of the database means.
    public func certificates(
        limit: Int, after cursor: String?
    ) async throws(ServiceError) -> (certificates: [CertificateInfo], next: String?) {
        let rows = try await store.certificates(CertificateQueries.page(limit: limit + 1, after: cursor))
        let page = rows.prefix(limit).map { row in
            var info = row.info
            info.certificatePEM = nil
            return info
        }
        return (page, rows.count > limit ? page.last?.domain : nil)
    }

    /// Makes a certificate anew and keeps it.
    func renew(_ stored: StoredCertificate) async throws(ServiceError) -> CertificateInfo {
        let names = try stored.info.sans.map { text throws(ServiceError) in try SubjectName(text, field: "sans") }
        let order = CertificateOrder(
            domain: stored.info.domain, type: stored.info.type, names: names, email: stored.email,
            servingNode: stored.info.servingNode)
        guard let kept = try await make(order, inPlaceOf: stored) else {
            throw ServiceError(.conflict, "somebody else is changing the certificate of \(order.domain)")
        }
        return kept.info
    }

    private func named(_ domain: String) async throws(ServiceError) -> StoredCertificate {
        let key = NodeServer.isDomain(domain) ? domain : try SubjectName(domain, field: "domain").text
        guard let stored = try await store.certificate(named: key) else {
            throw ServiceError(
                .notFound, "domain: no certificate \(key.prefix(64))", details: ["field": "domain"])
        }
        return stored
    }

    private static func taken(_ domain: String) -> ServiceError {
        ServiceError(
            .conflict, "there is a certificate for \(domain) already",
            details: ["field": "domain", "cure": "security/cert/renew makes it anew"])
    }

    private static func address(_ text: String) throws(ServiceError) -> String {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw ServiceError(
                .invalidRequest, "field email must be an address such as name@example.org",
                details: ["field": "email"])
        }
        return text
    }
}
