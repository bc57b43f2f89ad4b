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
            // It may have waited for its turn.
            try admission.confirm(work)
            let rule = try await work.route.domainCheck?(owner, work.body, work.caller) ?? work.rule
            let identifies = work.route.traits.contains(.identifies)
            if work.changes, !identifies { try await begin(work, as: work.caller.principal, by: rule) }
            if work.route.traits.contains(.waits), (work.body as? any Waiting)?.wait == true, work.frame.expiry == nil,
                work.frame.header.expiresAt == nil
            {
                extend(work, to: environment.time.now() + (await owner.longestWait))
            }
            guard identifies else { return .success(try await work.route.invoke(owner, work.body, work.caller)) }
            let act = AuditedAct { try await self.begin(work, as: $0, by: rule) }
            return .success(
                try await AuditedAct.$current.withValue(act) {
                    try await work.route.invoke(owner, work.body, work.caller)
                })
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

    /// Looks whether what was admitted may still be done after its intent was written, which may have taken long.
    ///
    /// What stops or puts away is done also late.
    ///
    /// - Parameter work: The command.
    /// - Throws: `expired`, `unavailable` when the host is closing, and what is said to who may no longer do it.
    func goesOn(_ work: Work<Owner>) throws(ServiceError) {
        if !work.isUrgent {
            try stillInTime(work)
            // Cancelled before the deadline: by `close`.
            guard !Task.isCancelled else { throw ServiceError(.unavailable, "\(name) is stopping") }
        }
        try admission.confirm(work)
    }

    private func stillInTime(_ work: Work<Owner>) throws(ServiceError) {
        guard environment.time.now() < work.deadline else {
            throw ServiceError(.expired, "the command waited longer than its deadline and was not executed")
        }
    }
}

extension Frame {
    /// What makes a repetition recognisable: the message id, else the MQTT correlation data.
    fileprivate var repetitionID: String? {
        header.messageID ?? correlationData.map { "mqtt:" + Digest.hex($0.prefix(128)) }
    }
}
