import Crypto
import FoundationEssentials
import Kernel
import Logging

extension ACMEClient {
    private struct NewAccount: Encodable, Sendable {
        let termsOfServiceAgreed: Bool
        let contact: [String]
    }

    private struct Contact: Encodable, Sendable { let contact: [String] }

    /// What the server thinks of an account.
    private enum Standing {
        case good
        /// It does not know it: a new one may have the same key.
        case forgotten
        /// It was closed, by whomever, and its key with it (RFC 8555, section 7.3.6).
        case closed
    }

    /// Opens a conversation under the installation's account, which is made when there is none at this server.
    func session(
        with transport: ACMETransport, _ email: String, _ configuration: ACMEConfiguration
    ) async throws -> ACMESession {
        let url = configuration.directoryURL
        let known = try await accounts.account(at: url)
        var key =
            try known.map { try P256.Signing.PrivateKey(pemRepresentation: $0.privateKeyPEM) }
            ?? P256.Signing.PrivateKey()
        var session = try await ACMESession(at: url, with: transport, key: key)
        try Self.checkTerms(session.directory, configuration)
        let email = email.isEmpty ? configuration.email : email
        if let known {
            switch try await standing(of: known, email, in: session) {
            case .good:
                if known.email != email { try await keep(known.url, key, email, configuration) }
                return session
            case .closed:
                logger.warning("the account at the ACME server was closed", metadata: ["acme.account": "\(known.url)"])
                key = P256.Signing.PrivateKey()
                session = try await ACMESession(at: url, with: transport, key: key)
            case .forgotten: break
            }
        }
        try await keep(try await register(email, in: session, configuration), key, email, configuration)
        return session
    }

    private static func checkTerms(
        _ directory: ACMEDirectory, _ configuration: ACMEConfiguration
    ) throws(ServiceError) {
        if let terms = directory.meta?.termsOfService, !configuration.isAcceptingTerms {
            let terms = ACMEProblem.harmless(terms)
            throw ServiceError(
                .invalidState, "the terms of service of the ACME server are not accepted: \(terms)",
                details: ["terms": .string(terms), "cure": "read them, then set acme_terms_accepted to true"])
        }
        guard directory.meta?.externalAccountRequired != true else {
            throw ServiceError(.invalidState, "the ACME server wants an account that was made elsewhere")
        }
    }

    private func standing(
        of account: ACMEAccount, _ email: String, in session: ACMESession
    ) async throws(ServiceError) -> Standing {
        await session.use(account: account.url)
        do {
            let contact = account.email == email ? nil : Contact(contact: Self.contact(email))
            let state: ACMEAccountState = try await session.post(to: account.url, contact, for: "the account").value
            return state.status == "valid" ? .good : .closed
        } catch {
            switch error.details["acme_error"] {
            case "accountDoesNotExist":
                await session.use(account: nil)
                return .forgotten
            case "unauthorized": return .closed
            default: throw error
            }
        }
    }

    private func register(
        _ email: String, in session: ACMESession, _ configuration: ACMEConfiguration
    ) async throws(ServiceError) -> String {
        let answer = try await session.post(
            to: session.directory.newAccount,
            NewAccount(termsOfServiceAgreed: configuration.isAcceptingTerms, contact: Self.contact(email)),
            for: "an account")
        guard let url = answer.location else {
            throw ServiceError(.unavailable, "the ACME server did not say where the account is")
        }
        await session.use(account: url)
        logger.info("an account at the ACME server was made", metadata: ["acme.account": "\(url)"])
        return url
    }

    private func keep(
        _ url: String, _ key: P256.Signing.PrivateKey, _ email: String, _ configuration: ACMEConfiguration
    ) async throws {
        try await accounts.keep(
            ACMEAccount(privateKeyPEM: key.pemRepresentation, url: url, email: email), at: configuration.directoryURL)
    }

    private static func contact(_ email: String) -> [String] { email.isEmpty ? [] : ["mailto:\(email)"] }
}

/// An account as the server shows it (RFC 8555, section 7.1.2).
struct ACMEAccountState: Decodable, Sendable {
    let status: String
}
