import Contracts
import FoundationEssentials
public import Kernel
import Logging
public import Postgres

extension TLSSecurityEngine {
    /// The certificate of a node's broker and database, signed by the installation's authority; issued anew when there is none, when it
    /// is due, or when it is for other names.
    ///
    /// - Parameters:
    ///   - node: The node's name.
    ///   - names: What clients call the servers by; at least one.
    /// - Returns: The chain and the key.
    /// - Throws: `invalid_request` without names, `unavailable` when the installation's key is not here, what a failure of
    ///   the database means.
    public func certificate(
        forServersOf node: String, names: [SubjectName]
    ) async throws(ServiceError) -> IssuedCertificate {
        guard !names.isEmpty, names.count <= SubjectName.most else {
            throw ServiceError(.invalidRequest, "a certificate has 1 to \(SubjectName.most) names")
        }
        let order = CertificateOrder(
            domain: Self.brokerDomain(node), type: .internal, names: names, brokerNode: node)
        // One that another authority signed is of no use to clients that trust this one.
        let issuer = try CertificateFacts(chainPEM: try await authorityPEM()).issuer
        let stored = try await store.certificate(named: order.domain)
        if let stored, isGood(stored, names, issuer) { return try store.opened(stored) }
        if let kept = try await make(order, inPlaceOf: stored) { return try store.opened(kept) }
        // Somebody else was faster, and theirs will do.
        guard let theirs = try await store.certificate(named: order.domain), isGood(theirs, names, issuer) else {
            throw ServiceError(.conflict, "somebody else is changing the certificate of the servers, try again")
        }
        return try store.opened(theirs)
    }

    /// Keeps the certificate of a node's broker and database where they read it, until it is cancelled.
    ///
    /// Failures are never the end: the servers go on with what they have, and it is tried again.
    /// - Parameters:
    ///   - node: The node's name.
    ///   - names: What clients call the servers by.
    ///   - listener: The node's ears, which hear `channel`.
    ///   - install: Gives the servers a certificate; called with the first one, and whenever there is another.
    /// - Throws: `CancellationError`.
    public nonisolated func keepCertificate(
        ofServersOf node: String, names: [SubjectName], hearing listener: NotificationListener,
        install: @Sendable (IssuedCertificate) async throws -> Void
    ) async throws {
        let events = await listener.subscribe(Self.channel)
        var heard = events.makeAsyncIterator()
        var installed: String?
        while true {
            var failures = 0
            installed = try await retrying(Self.patience, time: time) {
                do {
                    let issued = try await self.certificate(forServersOf: node, names: names)
                    if issued.chainPEM != installed { try await install(issued) }
                    if failures > 0 { logger.notice("the servers have their certificate") }
                    return issued.chainPEM
                } catch {
                    failures += 1
                    if failures == 1 {
                        logger.warning(
                            "the servers do not get their certificate",
                            metadata: ["error": "\(ServiceError(wrapping: error))"])
                    }
                    throw error
                }
            }
            repeat {
                guard let event = await heard.next() else { throw CancellationError() }
                if Self.concerns(event, Self.brokerDomain(node)) { break }
            } while true
        }
    }

    /// What the certificate of a node's servers is called by: no host name, so that nobody can ask for it.
    static func brokerDomain(_ node: String) -> String { brokerPrefix + node }

    /// Whether a text is what the certificate of a node's servers is called by.
    static func isBrokerDomain(_ text: String) -> Bool {
        let node = text.utf8.dropFirst(brokerPrefix.utf8.count)
        return text.hasPrefix(brokerPrefix) && (1...48).contains(node.count)
            && node.allSatisfy { (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }
    }

    private static let brokerPrefix = "broker:"

    private static let patience = Backoff(first: .seconds(1), cap: .seconds(60))

    private static func concerns(_ event: NotificationEvent, _ domain: String) -> Bool {
        switch event {
        case .notification(let notification): notification.payload == domain
        // What was told in the meantime was not heard.
        case .restored: true
        case .lost: false
        }
    }

    private func isGood(_ stored: StoredCertificate, _ names: [SubjectName], _ issuer: String) -> Bool {
        let now = time.date()
        return stored.info.sans == names.map(\.text) && stored.info.issuer == issuer && now < stored.info.renewAt
            && stored.info.notBefore <= CertificateSigner.latestStart(at: now)
    }
}
