import Access
import FoundationEssentials
import Kernel
import Messaging

/// The checks that a frame passes before anything is done for it: identity, rate, permission, age, shape, in this order.
struct Admission<Owner: Coordinator>: Sendable {
    let environment: HostEnvironment

    /// A frame that passed.
    struct Passed: Sendable {
        let caller: Caller
        let body: any Sendable
        /// What allowed it: the role or group, or the row's own rule.
        let rule: String
    }

    /// Checks a frame against its row.
    ///
    /// - Returns: Who asks, and the decoded request.
    /// - Throws: The refusal.
    func check(_ frame: Frame, _ route: Route<Owner>) throws(ServiceError) -> Passed {
        let policy = environment.policy
        guard frame.header.kind != .response, frame.header.kind != .status else {
            throw ServiceError(.invalidRequest, "type must be command or event on this topic")
        }
        let caller = try identify(frame, route, policy)
        // Where no permission is asked for, who asks is all that counts.
        guard !route.asksForIdentityOnly || caller.principal != .anonymous else {
            throw ServiceError(.unauthenticated, "no token was shown")
        }
        var rule = route.description.access
        if let permission = route.permission, route.ownSubject == nil {
            rule = try require(permission, of: caller)
        }
        try checkSecrecy(frame, route, policy)
        try checkAge(frame, route, policy)
        let body = try route.decode(frame)
        if let permission = route.permission, route.ownSubject != nil {
            rule = try self.rule(permission, route, body, caller)
        }
        if route.traits.contains(.changes), !route.traits.contains(.urgent),
            let unheard = environment.gatekeeper.unheardFor, unheard > policy.staleGrace
        {
            throw ServiceError(
                .unavailable, "changes of accounts cannot be heard, so nothing is changed until the database is back")
        }
        return Passed(caller: caller, body: body, rule: rule)
    }

    /// Looks once more at who asks and what allows it: what was revoked or withdrawn while the frame waited counts.
    ///
    /// - Parameter work: The frame that passed.
    /// - Throws: The refusal.
    func confirm(_ work: Work<Owner>) throws(ServiceError) {
        // On a public route there is nothing to withdraw.
        guard !work.route.isPublic else { return }
        let caller = try known(work.frame)
        try checkLogin(caller, work.route)
        guard let permission = work.route.permission else { return }
        _ = try rule(permission, work.route, work.body, caller)
    }

    /// Who sent a frame: whom this process vouches for, whoever the credentials name, or in whose name a node passes it on.
    ///
    /// - Parameter frame: The frame.
    /// - Returns: The caller.
    /// - Throws: What the gatekeeper says to whoever is not known.
    func known(_ frame: Frame) throws(ServiceError) -> Caller {
        if let caller = frame.caller { return caller }
        let caller = try environment.gatekeeper.caller(showing: frame.header.credentials, at: frame.door)
        guard let mandate = frame.header.onBehalfOf else { return caller }
        return try environment.gatekeeper.caller(onBehalfOf: mandate, by: caller)
    }

    private func identify(
        _ frame: Frame, _ route: Route<Owner>, _ policy: MessagePolicy
    ) throws(ServiceError) -> Caller {
        let now = environment.time.now()
        if route.isPublic {
            guard admitsAnybody(frame, now) else {
                throw ServiceError(.tooManyRequests, "too many requests on public routes; try again in a second")
            }
            return route.recognised.flatMap { recognise(frame, $0) } ?? .anonymous(at: frame.door)
        }
        let caller = try known(frame)
        guard route.traits.contains(.urgent) || environment.rates.admits(caller, policy, now: now) else {
            throw ServiceError(
                .tooManyRequests, "more than \(policy.rateLimit) requests a second",
                details: ["limit": .number(policy.rateLimit)])
        }
        try checkLogin(caller, route)
        return caller
    }

    private func checkLogin(_ caller: Caller, _ route: Route<Owner>) throws(ServiceError) {
        guard caller.apiKey == nil || !route.needsLogin else { throw ServiceError.loginNeeded }
        guard !caller.mustChangePassword || route.traits.contains(.beforePasswordChange) else {
            throw ServiceError.denied("the password must be changed first", details: ["cure": "security/user/password"])
        }
    }

    // One peer that asks too much does not keep others out, where the door tells them apart.
    private func admitsAnybody(_ frame: Frame, _ now: Duration) -> Bool {
        if let peer = frame.peer { return environment.rates.admits(peer: peer, now: now) }
        return frame.door != .mqtt || environment.rates.admitsAnybody(now: now)
    }

    // On a public route bad credentials are as good as none: nobody is refused for what nobody needs.
    private func recognise(_ frame: Frame, _ permission: Permission) -> Caller? {
        guard frame.caller != nil || !frame.header.credentials.isEmpty, let caller = try? known(frame),
            !caller.mustChangePassword, environment.gatekeeper.decide(caller, permission).allowed
        else { return nil }
        return caller
    }

    /// What grants the permission of a row; to a user's own, the user being the same is enough.
    private func rule(
        _ permission: Permission, _ route: Route<Owner>, _ body: any Sendable, _ caller: Caller
    ) throws(ServiceError) -> String {
        guard let subject = route.ownSubject?(body), caller.userID != nil,
            (subject ?? caller.userID) == caller.userID
        else { return try require(permission, of: caller) }
        return try requireScope(permission, of: caller)
    }

    /// The rule that grants the permission.
    private func require(_ permission: Permission, of caller: Caller) throws(ServiceError) -> String {
        let decision = environment.gatekeeper.decide(caller, permission)
        guard decision.allowed else {
            throw ServiceError.denied("\(permission) is needed: \(decision.reason)")
        }
        return decision.reason
    }

    /// What is one's own needs no permission, but a key does what its scopes name and nothing else.
    private func requireScope(_ permission: Permission, of caller: Caller) throws(ServiceError) -> String {
        guard let key = caller.apiKey else { return "own" }
        guard key.names(permission) else {
            throw ServiceError.denied("\(permission) is needed: \(key.refusal(of: permission))")
        }
        return "own, by the API key \(key.name)"
    }

    private func checkSecrecy(
        _ frame: Frame, _ route: Route<Owner>, _ policy: MessagePolicy
    ) throws(ServiceError) {
        guard route.traits.contains(.secretReply), !frame.repliesPrivately, !policy.sharedReplies else { return }
        throw ServiceError(
            .invalidRequest, "use a private reply topic: the reply carries a secret",
            details: ["cure": "set reply_to to {prefix}/client/{id}/replies"])
    }

    private func checkAge(_ frame: Frame, _ route: Route<Owner>, _ policy: MessagePolicy) throws(ServiceError) {
        guard !route.traits.contains(.urgent) else { return }
        let now = environment.time.date()
        if let expiry = frame.expiry, environment.time.now() - frame.arrivedAt >= expiry {
            throw late("the message expiry has run out", age: expiry.seconds, now)
        }
        if let end = frame.header.expiresAt, end <= now {
            throw late("expires_at is past", age: now.timeIntervalSince(end), now)
        }
        guard let made = frame.header.timestamp else { return }
        let age = now.timeIntervalSince(made)
        guard age >= -policy.clockSkew.seconds else {
            throw ServiceError(
                .invalidRequest, "timestamp lies in the future; set the clock of the sender",
                details: details(age: age, now))
        }
        guard route.traits.contains(.motion), age > policy.commandMaxAge.seconds else { return }
        throw late("timestamp is older than \(policy.commandMaxAge.seconds) s", age: age, now)
    }

    private func late(_ message: String, age: Double, _ now: Date) -> ServiceError {
        ServiceError(.expired, message, details: details(age: age, now))
    }

    private func details(age: Double, _ now: Date) -> [String: JSONValue] {
        ["server_time": .string(Timestamp.text(now)), "age_seconds": .number(age)]
    }
}
