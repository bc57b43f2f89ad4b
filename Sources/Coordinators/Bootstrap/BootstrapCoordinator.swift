import Contracts
import FoundationEssentials
public import Health
public import Hosting
public import Kernel
public import Messaging
public import Settings

/// Tells the other processes of an installation where the database's password file is.
public actor BootstrapCoordinator: Coordinator {
    /// `bootstrap`.
    public static let name = "bootstrap"
    /// Nothing but what every coordinator has.
    public static let settings: [AnySettingKey] = []
    /// How often the credentials are told without being asked for.
    static let interval: Duration = .seconds(30)
    /// The shortest time between two answers.
    static let shortest: Duration = .seconds(1)

    private let bus: MessageBus
    private let path: String
    private let time: TimeSource
    private var toldAt: Duration?

    /// Makes the coordinator.
    ///
    /// - Parameters:
    ///   - bus: Where the credentials are told.
    ///   - passwordFile: The path of the `.pgpass` file of this installation.
    ///   - time: Where time comes from.
    public init(bus: MessageBus, passwordFile: String, time: TimeSource = .system) {
        self.bus = bus
        path = passwordFile
        self.time = time
    }

    /// Whether the password file can be read.
    public nonisolated var checks: [HealthCheck] {
        [
            HealthCheck("password_file") { [path] in
                FileManager.default.isReadableFile(atPath: path)
                    ? HealthCheckResult(.healthy, "the password file can be read")
                    : HealthCheckResult(.unhealthy, "the password file cannot be read")
            }
        ]
    }

    /// There are no settings.
    public func apply(_ settings: SettingsSnapshot) {}

    /// Tells the credentials for the first time.
    public func start() async { await tell() }

    /// Tells the credentials again and again.
    public func run() async throws {
        while true {
            try await time.sleep(Self.interval)
            await answer()
        }
    }

    /// Tells the credentials because somebody asks or half a minute is over, at most once a second: whoever is left out
    /// has just been told.
    func answer() async {
        if let toldAt, time.now() - toldAt < Self.shortest { return }
        await tell()
    }

    private func tell() async {
        toldAt = time.now()
        await bus.publish(
            Publication(
                topic: bus.space.credentials, payload: BootstrapCredentials(path: path), kind: .bare,
                source: "coordinator:\(Self.name)", isRetained: true, coalesces: true))
    }
}
