import Contracts
import FoundationEssentials
import Kernel
import Logging

extension TLSSecurityEngine {
    /// Makes a certificate and keeps it, whatever becomes of whoever asked: an authority outside takes long, and counts
    /// what it has issued.
    ///
    /// - Parameters:
    ///   - order: What for, and by whom.
    ///   - old: The one that it takes the place of.
    /// - Returns: What is kept; nil when somebody else was faster.
    /// - Throws: `conflict` when one of this name is in the making, `cancelled` to an asker who waits no longer, what the
    ///   authority or a failure of the database says.
    func make(
        _ order: CertificateOrder, inPlaceOf old: StoredCertificate? = nil
    ) async throws(ServiceError) -> StoredCertificate? {
        guard inTheMaking[order.domain] == nil else {
            throw ServiceError(.conflict, "a certificate for \(order.domain) is in the making")
        }
        let race = Race<StoredCertificate?>()
        inTheMaking[order.domain] = Task {
            let result = await attempt(order, inPlaceOf: old)
            inTheMaking[order.domain] = nil
            if !race.finish(with: result), case .failure(let error) = result {
                logger.warning(
                    "a certificate that nobody waited for any more could not be made",
                    metadata: ["certificate.domain": "\(order.domain)", "error": "\(ServiceError(wrapping: error))"])
            }
        }
        do {
            return try await withTaskCancellationHandler {
                try await race.value()
            } onCancel: {
                race.finish(with: .failure(CancellationError()))
            }
        } catch {
            throw ServiceError(wrapping: error)
        }
    }

    private func attempt(
        _ order: CertificateOrder, inPlaceOf old: StoredCertificate?
    ) async -> Result<StoredCertificate?, any Error> {
        do {
            let issued = try await issue(order)
            guard let old else { return .success(try await store.insert(issued, for: order, policy.schedule)) }
            return .success(try await store.replace(old, with: issued, names: order.names, policy.schedule))
        } catch {
            return .failure(error)
        }
    }

    private func issue(_ order: CertificateOrder) async throws(ServiceError) -> IssuedCertificate {
        let plan = CertificatePlan(names: order.names)
        switch order.type {
        case .selfSigned: return try IssuedCertificate.selfSigned(plan, at: time.date())
        case .internal: return try await authorities.authority(at: time.date()).issue(plan, at: time.date())
        case .letsencrypt:
            guard let acme else { throw ServiceError(.invalidState, "this node asks no public authority") }
            return try await acme.certificate(for: order.names, email: order.email ?? "", policy.acme)
        }
    }
}
