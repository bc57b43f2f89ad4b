import Access
import Contracts
import FoundationEssentials
import Kernel
import Logging
import Messaging

extension CoordinatorHost {
    /// What the memory of executed commands says about a frame.
    enum Remembered: Sendable {
        case unremembered
        case claimed(CommandMemoryState.Key)
        case answered

        var key: CommandMemoryState.Key? {
            guard case .claimed(let key) = self else { return nil }
            return key
        }
    }

    /// Looks whether the same command was executed before, and answers it if so.
    func remember(
        _ frame: Frame, _ route: Route<Owner>, _ passed: Admission<Owner>.Passed
    ) async throws -> Remembered {
        guard route.traits.contains(.changes), !route.isPublic, !route.isEvent, let id = frame.repetitionID else {
            return .unremembered
        }
        let key = CommandMemoryState.Key(
            principal: passed.caller.principal, apiKey: passed.caller.apiKey?.id, topic: frame.suffix, id: id)
        let digest = Digest.sha256(try WireJSON.encodeSorted(frame.payloadObject()))
        switch await environment.memory.claim(
            key, digest: digest, responder: frame.responder, now: environment.time.now())
        {
        case .execute:
            return .claimed(key)
        case .wait:
            return .answered
        case .repeated(let reply):
            frame.responder.answer(reply)
            return .answered
        case .conflict(let message):
            throw ServiceError(.conflict, message)
        }
    }

    /// Keeps the reply of a command for those who repeat it, and sends it to those who did so already.
    func recall(_ work: Work<Owner>, _ reply: Reply) async {
        guard let key = work.memoryKey else { return }
        guard case .success(let response) = reply.outcome else {
            return await environment.memory.complete(key, with: reply, size: 256)
        }
        guard !work.route.traits.contains(.secretReply) else {
            let shown = ServiceError(.conflict, "already done; the secret was shown once")
            return await environment.memory.complete(key, with: Reply(.failure(shown), from: name), size: 256)
        }
        // A response that cannot be encoded fails again, and louder, where it is sent.
        let size = (try? WireJSON.encode(response).count) ?? 0
        let kept = size > 16_384 ? Reply(.success(Empty()), from: name) : reply
        await environment.memory.complete(key, with: reply, keeping: kept, size: min(size, 16_384))
    }

    /// Forgets a command that was never started.
    func forget(_ work: Work<Owner>, _ error: ServiceError) {
        guard let key = work.memoryKey else { return }
        let memory = environment.memory
        let reply = Reply(.failure(error), from: name)
        // Nobody needs to wait for this: it only frees a place and answers repetitions.
        Task { await memory.release(key, answering: reply) }
    }

    /// Runs the domain check, the audit and the handler of an admitted frame.
    func perform(_ work: Work<Owner>) async -> Reply.Outcome {
        do {
            try stillInTime(work)
            if let check = work.route.domainCheck { try await check(owner, work.body, work.caller) }
            if work.changes { try await intend(work) }
            if work.route.traits.contains(.waits), (work.body as? any Waiting)?.wait == true, work.frame.expiry == nil,
                work.frame.header.expiresAt == nil
            {
                extend(work, to: environment.time.now() + (await owner.longestWait))
            }
            return .success(try await work.route.invoke(owner, work.body, work.caller))
        } catch {
            let failure = ServiceError(wrapping: error)
            if failure.code == .internal {
                logger.error(
                    "a handler failed",
                    metadata: [
                        "topic": "\(work.route.suffix)", "message.id": "\(work.frame.header.messageID ?? "-")",
                        "error": "\(String(reflecting: failure))",
                    ])
            } else {
                logger.debug(
                    "a command was refused",
                    metadata: ["topic": "\(work.route.suffix)", "error": "\(failure)"])
            }
            return .failure(failure)
        }
    }

    private func stillInTime(_ work: Work<Owner>) throws(ServiceError) {
        guard environment.time.now() < work.deadline else {
            throw ServiceError(.expired, "the command waited longer than its deadline and was not executed")
        }
    }

    // An urgent command does not wait for the database: stopping a mount matters more than its row.
    private func intend(_ work: Work<Owner>) async throws {
        let entry = entry(work, phase: .intent, decision: "allow", outcome: nil)
        if work.isUrgent {
            environment.audit.note(entry)
        } else {
            try await environment.audit.intend(entry)
        }
    }

    /// Records how an admitted change ended.
    func conclude(_ work: Work<Owner>, _ outcome: Reply.Outcome) {
        guard work.changes else { return }
        var decision = "allow"
        var said = "success"
        if case .failure(let error) = outcome {
            said = error.code.rawValue
            if error.code == .forbidden { decision = "deny" }  // by the domain's own check
        }
        environment.audit.conclude(entry(work, phase: .outcome, decision: decision, outcome: said))
    }

    /// Records that a change was refused before it was admitted, when somebody known or unknown had no right to it.
    func noteRefusal(_ frame: Frame, _ route: Route<Owner>, _ error: ServiceError) {
        guard route.traits.contains(.changes), error.code == .forbidden || error.code == .unauthenticated
        else { return }
        // Whoever cannot be identified is recorded as nobody.
        let caller = try? environment.gatekeeper.caller(showing: frame.header.credentials, at: frame.door)
        environment.audit.conclude(
            AuditEntry(
                phase: .outcome, at: environment.time.date(), principal: caller?.principal.text ?? "anonymous",
                door: frame.door, claimedSource: frame.header.source, action: route.suffix, resource: nil,
                decision: "deny", rule: route.description.access, outcome: error.code.rawValue,
                correlationID: frame.header.replyCorrelationID ?? Identifier.unique(),
                details: caller?.apiKey.map { ["api_key": $0.auditName] } ?? [:]))
    }

    private func entry(
        _ work: Work<Owner>, phase: AuditEntry.Phase, decision: String, outcome: String?
    ) -> AuditEntry {
        var details: [String: JSONValue] = [:]
        if let node = work.caller.passedOnBy { details["passed_on_by"] = .string(node) }
        if let key = work.caller.apiKey { details["api_key"] = key.auditName }
        return AuditEntry(
            phase: phase, at: environment.time.date(), principal: work.caller.principal.text, door: work.frame.door,
            claimedSource: work.frame.header.source, action: work.route.suffix,
            resource: work.route.resource?(work.body), decision: decision, rule: work.rule, outcome: outcome,
            correlationID: work.frame.header.replyCorrelationID ?? "\(name)-\(work.id)", details: details)
    }
}

extension Frame {
    /// What makes a repetition recognisable: the message id, else the MQTT correlation data.
    fileprivate var repetitionID: String? {
        header.messageID ?? correlationData.map { "mqtt:" + Digest.hex($0.prefix(128)) }
    }
}
