import Contracts
import FoundationEssentials
public import Health
public import Kernel
import Logging

extension TLSSecurityEngine {
    /// Looks for certificates whose time to be renewed has come, now and every minute, until it is cancelled.
    ///
    /// Failures are never the end: health tells of them, and it is tried again later.
    /// - Throws: `CancellationError`.
    public nonisolated func run() async throws {
        while true {
            do {
                try await renewDue()
            } catch {
                logger.debug("certificates could not be looked at", metadata: ["error": "\(error)"])
            }
            try await time.sleep(.seconds(60))
        }
    }

    /// Renews what is due, one after another.
    ///
    /// - Throws: What a failure of the database means.
    public func renewDue() async throws(ServiceError) {
        let schedule = policy.schedule
        if schedule != scheduled {
            try await store.run(CertificateQueries.reschedule(schedule))
            scheduled = schedule
        }
        let issuer = try CertificateFacts(chainPEM: try await authorityPEM()).issuer
        for stored in try await store.certificates(CertificateQueries.due(at: time.date(), issuer: issuer)) {
            let domain = stored.info.domain
            do throws(ServiceError) {
                _ = try await renew(stored)
                logger.notice("a certificate was renewed", metadata: ["certificate.domain": "\(domain)"])
            } catch {
                guard !Task.isCancelled else { throw error }
                if stored.info.failures == 0 {
                    logger.warning(
                        "a certificate could not be renewed",
                        metadata: ["certificate.domain": "\(domain)", "error": "\(error.debugDescription)"])
                }
                let next = policy.schedule.nextAttempt(
                    afterFailures: stored.info.failures + 1, at: time.date(), error)
                try await store.run(CertificateQueries.failed(stored, error.message, nextAt: next))
            }
        }
        await look()
    }

    /// Whether every certificate is good for a while.
    public nonisolated var check: HealthCheck {
        HealthCheck("tls_security_engine") { [self] in
            let (troubles, notice) = await (self.troubles, self.notice)
            guard !troubles.isEmpty || notice != nil else { return HealthCheckResult(.healthy) }
            let some = ([notice].compactMap(\.self) + troubles.prefix(3).map(\.text)).joined(separator: "; ")
            let more = troubles.count > 3 ? " and \(troubles.count - 3) more" : ""
            return HealthCheckResult(
                .degraded, "certificates: \(some)\(more)",
                details: ["domains": .array(troubles.map { .string($0.domain) })])
        }
    }

    /// Looks for what is wrong with certificates, for the check.
    func look() async {
        let now = time.date()
        do {
            // What should have been renewed half of that time ago.
            let rows = try await store.certificates(
                CertificateQueries.troubled(at: now, share: policy.schedule.threshold / 2))
            troubles = rows.map { row in
                CertificateTrouble(
                    domain: row.info.domain, expiresAt: row.info.expiresAt, hasFailed: row.info.failures > 0,
                    hasEnded: row.info.expiresAt <= now,
                    isEarly: row.info.notBefore > CertificateSigner.latestStart(at: now))
            }
            let notice = try await authorities.stored(at: now).notice(at: now)
            if let notice, notice != self.notice {
                logger.warning("people have to know of the certificate authority", metadata: ["notice": "\(notice)"])
            }
            self.notice = notice
        } catch {
            // The database's own check tells of that.
            logger.debug("certificates could not be looked at", metadata: ["error": "\(error)"])
        }
    }
}
