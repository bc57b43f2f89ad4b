import Kernel
import Logging

extension ManagedBroker {
    /// How often the accounts' file is looked at: a person waits for it.
    private static let glance = Duration.milliseconds(500)
    /// How often the listeners are looked at, although nothing was changed: others may send a broker SIGHUP too.
    private static let patrol = Duration.seconds(60)

    /// Puts other rights in force, without dropping connections.
    public func use(_ access: BrokerAccess) {
        guard access != content.access else { return }
        content.access = access
        changes.continuation.yield()
    }

    /// Shows another certificate from now on, without dropping connections.
    public func use(_ certificate: ServerCertificate) {
        guard setup.network != nil, certificate != content.certificate else { return }
        content.certificate = certificate
        changes.continuation.yield()
    }

    /// Looks at the listeners; a broker that lets strangers in is killed, and started anew by `run()`.
    ///
    /// - Throws: Why it was.
    public func inspect() async throws { try await server?.inspect() }

    /// Puts in force what changes, as long as it is not cancelled.
    func keepCurrent() async throws {
        for await _ in changes.stream {
            complaint = nil
            try await retrying(Backoff(first: .seconds(1)), time: time) { try self.refreshFiles() }
            await reload()
        }
        // A cancelled wait ends like a finished one.
        try Task.checkCancellation()
    }

    /// Notices changed accounts, and looks at the listeners now and then.
    func watch() async throws {
        var lookedAt = time.now()
        while true {
            try await time.sleep(Self.glance)
            if noticesAccounts() { changes.continuation.yield() }
            guard time.now() - lookedAt >= Self.patrol else { continue }
            lookedAt = time.now()
            do {
                try await inspect()
            } catch {
                try Task.checkCancellation()
                tell(error)
            }
        }
    }

    // With accounts that cannot be read those of before stay.
    private func refreshFiles() throws {
        do {
            content.accounts = try setup.directory.brokerAccounts()
        } catch {
            tell(error)
        }
        do {
            try writeFiles()
        } catch {
            tell(error)
            throw error
        }
    }

    private func reload() async {
        let accounts = content.accounts
        do {
            try await server?.reload()
            try tell(of: accounts)
        } catch is CancellationError {
            return
        } catch {
            // A broker that was killed is started with the new files.
            tell(error)
        }
    }

    /// Whether the accounts' file is another than when it was looked at last.
    private func noticesAccounts() -> Bool {
        // One that cannot be read is told about when it is used.
        let text = try? PrivateFile.read(setup.directory.brokerAccountsFile)
        defer { accountsText = text }
        return text != accountsText
    }

    private func tell(_ error: any Error) {
        let text = "\(error)"
        guard complaint != text else { return }
        complaint = text
        logger.error(
            "the broker could not be given what it should have", metadata: ["error": "\(String(reflecting: error))"])
    }
}
