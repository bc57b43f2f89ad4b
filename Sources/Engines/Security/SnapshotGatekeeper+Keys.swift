import Access
import FoundationEssentials
import Kernel
import Logging
import Synchronization

extension SnapshotGatekeeper {
    /// How often the last uses of keys are written.
    static let useInterval: Duration = .seconds(60)

    /// How long the last uses may take to be written at the end.
    static let farewell: Duration = .seconds(2)

    /// The caller behind an API key: two hashes and one lock.
    ///
    /// A password that must be changed does not end a key, as it does not end anything else that was issued before: a
    /// program that observes goes on through the night.
    func caller(showingKey text: String, at door: Door) throws(ServiceError) -> Caller {
        let hash = try APIKeySecret(validating: text).hash
        let date = time.date()
        let (record, name) = try state.withLock { state throws(ServiceError) in
            let record = try state.snapshot.apiKeys.key(withHash: hash, at: date)
            let standing = try state.snapshot.enabledStanding(of: record.owner)
            state.uses.note(record.key.id, at: date)
            return (record, standing.name)
        }
        return Caller(
            principal: .user(record.owner), name: name, door: door, expiresAt: record.expiresAt, apiKey: record.key)
    }

    /// The caller behind a key that another node has seen.
    func caller(byKey id: UUID, passedOnBy name: String, _ node: Caller) throws(ServiceError) -> Caller {
        let snapshot = snapshot
        let record = try snapshot.apiKeys.key(withID: id, at: time.date())
        let standing = try snapshot.enabledStanding(of: record.owner)
        return Caller(
            principal: .user(record.owner), name: standing.name, door: node.door,
            expiresAt: [record.expiresAt, node.expiresAt].compactMap(\.self).min(), passedOnBy: name,
            apiKey: record.key)
    }

    /// Writes when keys were used last, every minute until cancelled.
    func writeUsesRegularly() async throws {
        while true {
            try await time.sleep(Self.useInterval)
            await writeUses()
        }
    }

    /// Writes what was used since the last minute, though the task is cancelled already; a database that does not answer
    /// holds nobody up.
    func writeLastUses() async {
        // The cancellation does not reach a task of its own.
        let writing = Task {
            // Uses that cannot be written in time are lost: nobody is left to tell.
            try? await withDeadline(Self.farewell, "writing the last uses", time: time) { await self.writeUses() }
        }
        _ = await writing.value
    }

    /// Writes when keys were used last; what cannot be written waits for the next time.
    func writeUses() async {
        let uses = state.withLock { $0.uses.take() }
        guard !uses.isEmpty else { return }
        do {
            try await loader.writeUses(uses)
        } catch {
            state.withLock { $0.uses.restore(uses) }
            logger.debug("the last uses of API keys could not be written", metadata: ["error": "\(error)"])
        }
    }
}

extension Decision {
    /// What a key leaves of its owner's decision: nothing that no scope names.
    func bounded(by key: APIKey, _ permission: Permission) -> Decision {
        guard allowed else { return self }
        guard key.names(permission) else { return Decision(allowed: false, reason: key.refusal(of: permission)) }
        return Decision(allowed: true, reason: "\(reason), by the API key \(key.name)", grantedBy: grantedBy)
    }
}
