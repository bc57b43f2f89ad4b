import Kernel
import Subprocess

extension ManagedBroker {
    /// Starts the broker on a port of its choice.
    ///
    /// - Returns: The port.
    func launch(_ program: ServerProgram, user: SystemUser, account: BrokerAccount) async throws -> Int {
        let directory = setup.directory
        let remembered = try PrivateFile.read(directory.brokerPortFile).flatMap { Int($0.trimmingCharacters()) }
        let port = try setup.port.choose(remembered: remembered, usual: setup.usualPort)
        let configuration = BrokerConfiguration(
            port: port, network: setup.network, maxPacketSize: setup.maxMessageSize * 4, directory: directory.broker)
        let files = BrokerFiles(
            configuration: configuration, owner: user, node: account,
            probe: BrokerAccount(named: BrokerAccount.probeName))
        if content.certificate == nil { content.certificate = try files.lastCertificate() }
        self.files = files
        let command = ServerCommand(
            program: program, arguments: ["-c", directory.broker + "/mosquitto.conf"], user: user,
            teardown: Self.teardown)
        let doors = doors(files, port: port)
        let inspector = setup.inspector
        let plan = ManagedServer.Plan(
            name: "broker", pidFile: directory.pidFile(of: "mosquitto"),
            command: {
                try await self.prepareStart()
                return command
            },
            // The line comes after the listeners are open; that the port answers would prove nothing about whose it is.
            words: ChildProcess.Words(
                isAnnouncement: { $0.hasPrefix("mosquitto version ") && $0.hasSuffix(" running") },
                // The line comes before the files are read, and nobody is let in until they are (mosquitto 2.0.11, loop.c).
                isReload: { $0 == "Reloading config." }),
            isReady: { $0.hasAnnounced }, patience: .seconds(10),
            inspect: { for door in doors { try await inspector.inspect(door) } },
            started: { try await self.tellOfAccounts() }, endsUnlessSure: true)
        let server = ManagedServer(plan, logger: logger, time: time)
        // Kept from before the first wait: a stop during the start must find it.
        self.server = server
        do {
            try await server.start()
        } catch {
            self.server = nil
            throw error
        }
        return port
    }

    /// Writes the broker's files as they should be at this moment.
    func writeFiles() throws { try files?.write(content) }

    private func prepareStart() throws {
        accountsAtStart = content.accounts
        try writeFiles()
    }

    // What was changed while it was starting is told by the reload that follows.
    private func tellOfAccounts() throws { try tell(of: accountsAtStart) }

    /// Says which accounts the running broker knows.
    func tell(of accounts: BrokerAccounts) throws {
        try PrivateFile.write("\(accounts.mark)\n", to: setup.directory.brokerMarkFile)
    }

    private func doors(_ files: BrokerFiles, port: Int) -> [BrokerDoor] {
        func door(_ host: String, _ port: Int, usesTLS: Bool) -> BrokerDoor {
            BrokerDoor(
                host: host, port: port, usesTLS: usesTLS, username: files.probe.name, password: files.probe.password,
                prefix: content.access.prefix)
        }
        return [door(BrokerConfiguration.host, port, usesTLS: false)]
            + (setup.network.map { [door($0.near, $0.port, usesTLS: true)] } ?? [])
    }

    /// A SIGTERM that arrives just when the broker gets ready is lost (mosquitto 2.0.11), so it is repeated.
    private static let teardown = Array(
        repeating: TeardownStep.send(signal: .terminate, allowedDurationToNextStep: .milliseconds(200)), count: 10)
}
