import Glibc
public import Kernel
public import Logging
import Subprocess

/// The node's own MQTT broker, with an access list, stopped with the node.
///
/// It listens on the loopback interface and, when it is told to, for other machines: encrypted, and to accounts only.
public actor ManagedBroker {
    /// What a broker is made of.
    struct Setup: Sendable {
        /// The data directory, prepared and locked.
        var directory: DataDirectory
        /// Which port to listen on.
        var port: BrokerPort
        /// The port that clients try when none is named.
        var usualPort = BrokerPort.usual
        /// The listener for other machines, if there is one.
        var network: ServerNetwork?
        /// The largest message in bytes; the broker lets four times as much through, so that the server can answer what
        /// is too large.
        var maxMessageSize = 256 * 1024
        /// Where programs are looked for.
        var search = ServerProgram.searchPath()
        /// Looks at the broker as strangers do.
        var inspector: any BrokerInspecting
    }

    let setup: Setup
    let logger: Logger
    let time: TimeSource
    let changes = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    var content: BrokerFiles.Content
    var server: ManagedServer?
    var files: BrokerFiles?
    var accountsText: String?
    var accountsAtStart = BrokerAccounts()
    /// Why what should be in force is not.
    public internal(set) var complaint: String?

    /// Describes the broker of a data directory that is prepared and locked; nothing is started yet.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - port: Which port to listen on, on this machine.
    ///   - network: The listener for other machines, if there is one.
    ///   - access: What clients may do.
    ///   - inspector: Looks at the broker as strangers do, after every start and every change.
    ///   - logger: Is told what the broker says, and its failures.
    ///   - time: The clock of the waits.
    public init(
        directory: DataDirectory, port: BrokerPort, network: ServerNetwork? = nil, access: BrokerAccess,
        inspector: any BrokerInspecting, logger: Logger, time: TimeSource = .system
    ) {
        self.init(
            Setup(directory: directory, port: port, network: network, inspector: inspector), access: access,
            logger: logger, time: time)
    }

    init(_ setup: Setup, access: BrokerAccess, logger: Logger, time: TimeSource = .system) {
        self.setup = setup
        content = BrokerFiles.Content(access: access)
        self.logger = logger
        self.time = time
    }

    /// Starts the broker and returns when it answers.
    ///
    /// - Returns: Where it answers, and the node's account.
    /// - Throws: `ServiceError` `unavailable` when the program is missing, a configured port is taken or the broker does
    ///   not start, `forbidden` when rights are missing or it lets strangers in.
    public func start() async throws -> BrokerAddress {
        guard server == nil else { throw ServiceError(.invalidState, "the broker was started before") }
        let directory = setup.directory
        let program = try ServerProgram.mosquitto(in: setup.search)
        let user = try SystemUser.forServer(account: "mosquitto", package: "mosquitto")
        try directory.checkPassage(to: directory.broker, for: user)
        try directory.makeDirectory(directory.broker, owner: user, mode: 0o700)
        try await stopLeftover()
        accountsText = try PrivateFile.read(directory.brokerAccountsFile)
        content.accounts = try directory.brokerAccounts()
        let account = try BrokerAccount.ofNodes(in: directory)
        // Between the choice of a port and the broker's taking it, another program may have taken it.
        let port = try await retrying(
            Backoff(first: .milliseconds(1)), attempts: setup.port == .automatic ? 5 : 1, time: time,
            on: { ($0 as? ServiceError)?.code == .unavailable ? .again : .stop }
        ) {
            try await launch(program, user: user, account: account)
        }
        try PrivateFile.write("\(port)\n", to: directory.brokerPortFile)
        if port != setup.usualPort, setup.port == .automatic {
            logger.notice(
                "the usual port is taken, the broker listens on another",
                metadata: ["broker.port": "\(port)", "broker.usual_port": "\(setup.usualPort)"])
        }
        return BrokerAddress(
            host: BrokerConfiguration.host, port: port, username: account.name, password: account.password)
    }

    /// Keeps the broker running on the same port, with the rights, accounts and certificate of the moment; returns after
    /// `stop()`.
    public func run() async throws {
        guard let server else { throw ServiceError(.invalidState, "the broker was not started") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { try await self.keepCurrent() }
            group.addTask { try await self.watch() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Stops the broker and returns when it is gone.
    public func stop() async {
        await server?.stop()
        unlink(setup.directory.brokerMarkFile)
    }

    /// Whether the broker runs.
    public func probe() async -> Bool { await server?.probe() ?? false }

    /// The number of the broker's process while it runs.
    public var pid: Int32? {
        get async { await server?.pid }
    }

    private func stopLeftover() async throws {
        let directory = setup.directory
        let leftover = Leftover(
            pidFile: directory.pidFile(of: "mosquitto"), program: "mosquitto",
            argument: directory.broker + "/mosquitto.conf",
            signals: Array(repeating: (SIGTERM, .milliseconds(200)), count: 10))
        if let pid = try await leftover.stop(time: time) {
            logger.notice("the broker of an earlier run was stopped", metadata: ["server.pid": "\(pid)"])
        }
    }
}
