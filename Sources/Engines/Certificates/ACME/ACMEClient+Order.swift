import Access
import FoundationEssentials
import Kernel

extension ACMEClient {
    private struct NewOrder: Encodable, Sendable { let identifiers: [ACMEIdentifier] }
    private struct Finalization: Encodable, Sendable { let csr: String }
    private struct Ready: Encodable, Sendable {}

    /// A name that is still to be proven.
    private struct Proof: Sendable {
        let host: String
        let authorization: String
        let challenge: String
        let token: String
    }

    /// Orders a certificate, proves the names, and fetches it.
    func order(
        _ hosts: [String], in session: ACMESession, _ configuration: ACMEConfiguration
    ) async throws -> IssuedCertificate {
        let new: ACMESession.Reply<ACMEOrder> = try await session.post(
            to: session.directory.newOrder, NewOrder(identifiers: hosts.map { .host($0) }), for: "the order")
        guard let url = new.location, new.value.authorizations.count <= hosts.count else {
            throw ServiceError(.unavailable, "the ACME server's answer to the order makes no sense")
        }
        try await prove(new.value.authorizations, in: session, configuration)
        let ready = try await settled(url, in: session, until: [.ready, .valid])
        let names = hosts.map { SubjectName.host($0) }
        let request = try await CertificateRequest(for: names)
        let finalization = Finalization(csr: Base64URL.text(request.der))
        _ = try await session.post(ACMEOrder.self, to: ready.finalize, finalization, for: "the certificate")
        guard let certificate = try await settled(url, in: session, until: [.valid]).certificate else {
            throw ServiceError(.unavailable, "the ACME server did not say where the certificate is")
        }
        let text = try await session.text(
            at: certificate, accept: "application/pem-certificate-chain", for: "the certificate")
        let chain = try CertificateChain(pem: text)
        try chain.check(against: request.publicKey, names: names, at: time.date())
        return IssuedCertificate(chainPEM: try chain.pem(), privateKeyPEM: request.privateKeyPEM)
    }

    private func prove(
        _ authorizations: [String], in session: ACMESession, _ configuration: ACMEConfiguration
    ) async throws {
        var proofs: [Proof] = []
        for url in authorizations {
            if let proof = try await proof(at: url, in: session) { proofs.append(proof) }
        }
        guard !proofs.isEmpty else { return }
        let answers = try proofs.map { ($0.token, try session.key.keyAuthorization(of: $0.token)) }
        let open = proofs
        try await door.answering(
            Dictionary(answers, uniquingKeysWith: { first, _ in first }), at: configuration.challengePort
        ) {
            for proof in open {
                _ = try await session.post(ACMEChallenge.self, to: proof.challenge, Ready(), for: proof.host)
            }
            for proof in open { try await validated(proof, in: session) }
        }
    }

    // What is valid from an earlier order needs no proof.
    private func proof(at url: String, in session: ACMESession) async throws -> Proof? {
        let authorization: ACMEAuthorization = try await session.post(to: url, for: "the authorization").value
        let host = ACMEProblem.harmless(authorization.identifier.value)
        switch authorization.status {
        case .valid: return nil
        case .pending: break
        case .invalid, .deactivated, .expired, .revoked: throw Self.refusal(of: host, authorization)
        }
        guard let challenge = authorization.challenges.first(where: { $0.type == "http-01" }),
            let token = challenge.token, Self.isToken(token)
        else {
            throw ServiceError(.unavailable, "the ACME server offers no HTTP-01 challenge for \(host)")
        }
        return Proof(host: host, authorization: url, challenge: challenge.url, token: token)
    }

    private func validated(_ proof: Proof, in session: ACMESession) async throws {
        try await poll {
            let reply: ACMESession.Reply<ACMEAuthorization> = try await session.post(
                to: proof.authorization, for: "the authorization")
            switch reply.value.status {
            case .valid: return .done(())
            case .pending: return .again(reply.retryAfter)
            case .invalid, .deactivated, .expired, .revoked: throw Self.refusal(of: proof.host, reply.value)
            }
        }
    }

    private func settled(
        _ url: String, in session: ACMESession, until wanted: Set<ACMEOrder.Status>
    ) async throws -> ACMEOrder {
        try await poll {
            let reply: ACMESession.Reply<ACMEOrder> = try await session.post(to: url, for: "the order")
            let order = reply.value
            if wanted.contains(order.status) { return .done(order) }
            guard order.status != .invalid else {
                throw order.error?.serviceError("the certificate")
                    ?? ServiceError(.invalidState, "the ACME server gave the order up")
            }
            return .again(reply.retryAfter)
        }
    }

    private static func refusal(of host: String, _ authorization: ACMEAuthorization) -> ServiceError {
        let problem = authorization.challenges.lazy.compactMap(\.error).first
        let why = problem?.text ?? "the authorization is \(authorization.status.rawValue)"
        return ServiceError(
            .invalidState, "\(host) could not be validated: \(why)",
            details: [
                "domain": .string(host), "acme_error": .string(ACMEProblem.harmless(problem?.kind ?? "")),
                "cure": "the name must lead to this machine, and its port 80 to acme_challenge_port",
            ])
    }

    // Base64url of at least 128 bits (RFC 8555, section 8.1); it becomes a part of a path.
    private static func isToken(_ text: String) -> Bool {
        (22...512).contains(text.utf8.count) && Base64URL.bytes(text[...].utf8) != nil
    }
}
