import Glibc
public import Kernel
public import Logging
import Subprocess

/// The node's own MQTT broker: on the loopback interface, with an access list, stopped with the node.
public actor ManagedBroker {
    private let directory: DataDirectory
    private let choice: BrokerPort
    private let usualPort: Int
    private let access: BrokerAccess
    private let maxPacketSize: Int
    private let search: [String]
    private let logger: Logger
    private let time: TimeSource
    private var server: ManagedServer?

    /// Describes the broker of a data directory that is prepared and locked; nothing is started yet.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - port: Which port to listen on.
    ///   - access: What clients without an account may do.
    ///   - maxMessageSize: The largest message in bytes; the broker lets four times as much through, so that the
    ///     server can answer what is too large.
    ///   - logger: Is told what the broker says, and its failures.
    ///   - time: The clock of the waits.
    public init(
        directory: DataDirectory, port: BrokerPort, access: BrokerAccess, maxMessageSize: Int = 256 * 1024,
        logger: Logger, time: TimeSource = .system
    ) {
        self.init(
            directory: directory, port: port, usualPort: BrokerPort.usual, access: access,
            maxMessageSize: maxMessageSize, search: ServerProgram.searchPath(), logger: logger, time: time)
    }

    init(
        directory: DataDirectory, port: BrokerPort, usualPort: Int, access: BrokerAccess,
        maxMessageSize: Int = 256 * 1024, search: [String] = ServerProgram.searchPath(), logger: Logger,
        time: TimeSource = .system
    ) {
        self.directory = directory
        choice = port
        self.usualPort = usualPort
        self.access = access
        maxPacketSize = maxMessageSize * 4
        self.search = search
        self.logger = logger
        self.time = time
    }

    /// Starts the broker and returns when it answers.
    ///
    /// - Returns: Where it answers, and the nodes' account.
    /// - Throws: `ServiceError` `unavailable` when the program is missing, a configured port is taken or the broker does
    ///   not start, `forbidden` when rights are missing.
    public func start() async throws -> BrokerAddress {
        guard server == nil else { throw ServiceError(.invalidState, "the broker was started before") }
        let program = try ServerProgram.mosquitto(in: search)
        let user = try SystemUser.forServer(account: "mosquitto", package: "mosquitto")
        try directory.checkPassage(to: directory.broker, for: user)
        try directory.makeDirectory(directory.broker, owner: user, mode: 0o700)
        try await stopLeftover()
        let account = try BrokerAccount.ofNodes(in: directory)
        // Between the choice of a port and the broker's taking it, another program may have taken it.
        let port = try await retrying(
            Backoff(first: .milliseconds(1)), attempts: choice == .automatic ? 5 : 1, time: time,
            on: { ($0 as? ServiceError)?.code == .unavailable ? .again : .stop }
        ) {
            try await launch(program, user: user, account: account)
        }
        try PrivateFile.write("\(port)\n", to: directory.brokerPortFile)
        if port != usualPort, choice == .automatic {
            logger.notice(
                "the usual port is taken, the broker listens on another",
                metadata: ["broker.port": "\(port)", "broker.usual_port": "\(usualPort)"])
        }
        return BrokerAddress(
            host: BrokerConfiguration.host, port: port, username: account.name, password: account.password)
    }

    /// Keeps the broker running on the same port; returns after `stop()`.
    public func run() async throws {
        guard let server else { throw ServiceError(.invalidState, "the broker was not started") }
        try await server.run()
    }

    /// Stops the broker and returns when it is gone.
    public func stop() async { await server?.stop() }

    /// Whether the broker runs.
    public func probe() async -> Bool { await server?.probe() ?? false }

    /// The number of the broker's process while it runs.
    public var pid: Int32? {
        get async { await server?.pid }
    }

    private var configurationFile: String { directory.broker + "/mosquitto.conf" }

    private func launch(_ program: ServerProgram, user: SystemUser, account: BrokerAccount) async throws -> Int {
        let remembered = try PrivateFile.read(directory.brokerPortFile).flatMap { Int($0.trimmingCharacters()) }
        let port = try choice.choose(remembered: remembered, usual: usualPort)
        let configuration = BrokerConfiguration(
            port: port, maxPacketSize: maxPacketSize, passwordFile: directory.broker + "/passwords",
            accessFile: directory.broker + "/access")
        // A broker's file at the end of a line is taken as it is, spaces and all.
        let files = [
            (configuration.passwordFile, try account.line() + "\n"),
            (configuration.accessFile, try access.text(account: account.name)),
            (configurationFile, configuration.text),
        ]
        let command = ServerCommand(
            program: program, arguments: ["-c", configurationFile], user: user, teardown: Self.teardown)
        let plan = ManagedServer.Plan(
            name: "broker", pidFile: directory.pidFile(of: "mosquitto"),
            command: {
                for (path, text) in files { try PrivateFile.write(text, to: path, owner: user) }
                return command
            },
            // The line comes after the listener is open; that the port answers would prove nothing about whose it is.
            isAnnouncement: { $0.hasPrefix("mosquitto version ") && $0.hasSuffix(" running") },
            isReady: { $0.hasAnnounced }, patience: .seconds(10))
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

    private func stopLeftover() async throws {
        let leftover = Leftover(
            pidFile: directory.pidFile(of: "mosquitto"), program: "mosquitto", argument: configurationFile,
            signals: Array(repeating: (SIGTERM, .milliseconds(200)), count: 10))
        if let pid = try await leftover.stop(time: time) {
            logger.notice("the broker of an earlier run was stopped", metadata: ["server.pid": "\(pid)"])
        }
    }

    /// A SIGTERM that arrives just when the broker gets ready is lost (mosquitto 2.0.11), so it is repeated.
    private static let teardown = Array(
        repeating: TeardownStep.send(signal: .terminate, allowedDurationToNextStep: .milliseconds(200)), count: 10)
}
