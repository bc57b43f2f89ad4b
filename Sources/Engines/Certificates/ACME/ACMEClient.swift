public import Access
import AsyncHTTPClient
import Crypto
import FoundationEssentials
public import Kernel
public import Logging

/// Gets certificates from a server that speaks ACME (RFC 8555), with proof over HTTP-01.
///
/// Nothing leaves the machine for a name that is not allowed.
public struct ACMEClient: Sendable {
    /// How long one certificate may take, all waiting included.
    public static let patience = Duration.seconds(120)

    let door: any ChallengeDoor
    let accounts: any ACMEAccountStore
    let time: TimeSource
    let logger: Logger

    /// Brings together what it needs.
    ///
    /// - Parameters:
    ///   - door: Answers the server's challenges.
    ///   - accounts: Where the account is kept.
    ///   - time: Where time comes from.
    ///   - logger: Where it logs.
    public init(
        door: any ChallengeDoor, accounts: any ACMEAccountStore, time: TimeSource = .system, logger: Logger
    ) {
        self.door = door
        self.accounts = accounts
        self.time = time
        self.logger = logger
    }

    /// Asks for a certificate and waits for it.
    ///
    /// - Parameters:
    ///   - names: Host names, each of them allowed; no `*`, no addresses.
    ///   - email: Where the server writes to; empty for the configured address.
    ///   - configuration: What the operator decided.
    /// - Returns: The whole chain and the key.
    /// - Throws: `invalid_request` and `forbidden` for names that cannot be had, `invalid_state` when ACME is not set up, the
    ///   terms are not accepted or a name could not be validated, `too_many_requests` with `retry_after`, `unavailable`.
    public func certificate(
        for names: [SubjectName], email: String = "", _ configuration: ACMEConfiguration
    ) async throws(ServiceError) -> IssuedCertificate {
        let hosts = try Self.hosts(names, configuration)
        do {
            return try await withDeadline(Self.patience, "the certificate", time: time) {
                try await HTTPClient.withHTTPClient(
                    configuration: ACMETransport.configuration(rootFile: configuration.rootFile)
                ) { client in
                    let transport = ACMETransport(client: client, time: time)
                    let session = try await session(with: transport, email, configuration)
                    return try await order(hosts, in: session, configuration)
                }
            }
        } catch {
            throw ServiceError(wrapping: error)
        }
    }

    /// Checks what is asked for before anybody is asked.
    static func hosts(_ names: [SubjectName], _ configuration: ACMEConfiguration) throws(ServiceError) -> [String] {
        guard !configuration.directoryURL.isEmpty else {
            throw ServiceError(
                .invalidState, "no ACME server is configured",
                details: ["cure": "set acme_directory_url, acme_allowed_domains and acme_terms_accepted"])
        }
        var hosts: [String] = []
        for name in names {
            guard case .host(let host) = name else {
                throw ServiceError(.invalidRequest, "a certificate for an address cannot be had over ACME")
            }
            guard !host.hasPrefix("*") else {
                throw ServiceError(
                    .invalidRequest, "\(host) cannot be proven over HTTP-01: name each host",
                    details: ["domain": .string(host)])
            }
            guard configuration.allowedDomains?.allows(host) == true else {
                throw ServiceError(
                    .forbidden, "\(host) is not among the domains that may be asked for",
                    details: ["domain": .string(host), "cure": "add it to acme_allowed_domains"])
            }
            hosts.append(host)
        }
        guard !hosts.isEmpty else { throw ServiceError(.invalidRequest, "a certificate needs a name") }
        return hosts
    }
}
