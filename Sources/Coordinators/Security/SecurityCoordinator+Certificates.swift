import CertificateEngines
import Contracts
import Hosting

extension SecurityCoordinator {
    static let certificateRoutes: [Route<SecurityCoordinator>] = [
        .command("cert/request", .requires("certificate", "write"), [.changes], resource: { $0.domain }) {
            (owner, request: RequestCertificateRequest, _) in try await owner.certificates.request(request)
        },
        .command("cert/renew", .requires("certificate", "write"), [.changes], resource: { $0.domain }) {
            (owner, request: NamedCertificateRequest, _) in try await owner.certificates.renew(request.domain)
        },
        .command("cert/delete", .requires("certificate", "write"), [.changes], resource: { $0.domain }) {
            (owner, request: NamedCertificateRequest, _) in try await owner.deleteCertificate(request)
        },
        .command("cert/get", .requires("certificate", "read")) {
            (owner, request: NamedCertificateRequest, _) in try await owner.certificates.certificate(request.domain)
        },
        .command("cert/list", .requires("certificate", "read")) {
            (owner, request: ListByNameRequest, _) in try await owner.listCertificates(request)
        },
    ]

    func deleteCertificate(_ request: NamedCertificateRequest) async throws -> Empty {
        try await certificates.delete(request.domain)
        return Empty()
    }

    func listCertificates(_ request: ListByNameRequest) async throws -> ListCertificatesReply {
        let page = try await certificates.certificates(
            limit: try Self.limit(request.limit), after: request.cursor)
        return ListCertificatesReply(
            certificates: page.certificates, authorityPEM: try await certificates.authorityPEM(),
            nextCursor: page.next)
    }
}
