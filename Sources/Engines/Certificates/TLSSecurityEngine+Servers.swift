import Contracts
import FoundationEssentials
public import Kernel
import Logging
public import Postgres

extension TLSSecurityEngine {
    /// The certificate of a node's own server, signed by the installation's authority; issued anew when there is none, when
    /// it is due, or when it is for other names.
    ///
    /// - Parameters:
    ///   - server: The server.
    ///   - node: The node's name.
    ///   - names: What clients call the server by; at least one.
    /// - Returns: The chain and the key.
    /// - Throws: `invalid_request` without names, `unavailable` when the installation's key is not here, what a failure of
    ///   the database means.
    public func certificate(
        of server: NodeServer, on node: String, names: [SubjectName]
    ) async throws(ServiceError) -> IssuedCertificate {
        guard !names.isEmpty, names.count <= SubjectName.most else {
            throw ServiceError(.invalidRequest, "a certificate has 1 to \(SubjectName.most) names")
        }
        let order = CertificateOrder(
            domain: server.domain(on: node), type: .internal, names: names, servingNode: node)
        // One that another authority signed is of no use to clients that trust this one.
        let issuer = try CertificateFacts(chainPEM: try await authorityPEM()).issuer
        let stored = try await store.certificate(named: order.domain)
        if let stored, isGood(stored, names, issuer) { return try store.opened(stored) }
        if let kept = try await make(order, inPlaceOf: stored) { return try store.opened(kept) }
        // Somebody else was faster, and theirs will do.
        guard let theirs = try await store.certificate(named: order.domain), isGood(theirs, names, issuer) else {
            throw ServiceError(
                .conflict, "somebody else is changing the certificate of the \(server.rawValue), try again")
        }
        return try store.opened(theirs)
    }

    /// Keeps the certificate of a node's own server where that reads it, until it is cancelled.
    ///
    /// Failures are never the end: the server goes on with what it has, and it is tried again.
    /// - Parameters:
    ///   - server: The server.
    ///   - node: The node's name.
    ///   - names: What clients call the server by.
    ///   - listener: The node's ears, which hear `channel`.
    ///   - install: Gives the server a certificate; called with the first one, and whenever there is another.
    /// - Throws: `CancellationError`.
    public nonisolated func keepCertificate(
        of server: NodeServer, on node: String, names: [SubjectName], hearing listener: NotificationListener,
        install: @Sendable (IssuedCertificate) async throws -> Void
    ) async throws {
        let domain = server.domain(on: node)
        var installed: String?
        try await keep("the certificate of the \(server.rawValue)", hearing: listener, of: { $0 == domain }) {
            let issued = try await certificate(of: server, on: node, names: names)
            if issued.chainPEM != installed { try await install(issued) }
            installed = issued.chainPEM
        }
    }

    /// Keeps the certificate of the installation's authority where clients find it, until it is cancelled.
    ///
    /// - Parameters:
    ///   - listener: The node's ears, which hear `channel`.
    ///   - publish: Puts a certificate there, PEM; called with the first one, and when another authority has taken its place.
    /// - Throws: `CancellationError`.
    public nonisolated func keepAuthority(
        hearing listener: NotificationListener, publish: @Sendable (String) async throws -> Void
    ) async throws {
        var published: String?
        // What another authority signed takes the place of what the old one did, which is told.
        try await keep("the certificate of the authority", hearing: listener, of: { _ in true }) {
            let certificate = try await authorityPEM()
            if certificate != published { try await publish(certificate) }
            published = certificate
        }
    }

    private nonisolated func keep(
        _ what: String, hearing listener: NotificationListener, of isMeant: (String) -> Bool,
        _ work: () async throws -> Void
    ) async throws {
        let events = await listener.subscribe(Self.channel)
        var heard = events.makeAsyncIterator()
        while true {
            var failures = 0
            try await retrying(Self.patience, time: time) {
                do {
                    try await work()
                } catch let error where !(error is CancellationError) {
                    failures += 1
                    if failures == 1 {
                        logger.warning(
                            "\(what) cannot be put in its place",
                            metadata: ["error": "\(ServiceError(wrapping: error))"])
                    }
                    throw error
                }
            }
            if failures > 0 { logger.notice("\(what) is in its place") }
            repeat {
                guard let event = await heard.next() else { throw CancellationError() }
                if Self.concerns(event, isMeant) { break }
            } while true
        }
    }

    private static let patience = Backoff(first: .seconds(1), cap: .seconds(60))

    private static func concerns(_ event: NotificationEvent, _ isMeant: (String) -> Bool) -> Bool {
        switch event {
        case .notification(let notification): isMeant(notification.payload)
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
