public import Health
public import Kernel
public import Settings

/// A domain of the observatory: its state, its routes, its settings and its health.
///
/// The host does the rest.
public protocol Coordinator: Actor {
    /// The short name, such as `security`; health and settings carry it with the suffix `-coordinator`.
    static var name: String { get }
    /// The table of what it answers.
    static var routes: [Route<Self>] { get }
    /// The settings it understands, without `health_interval`, which the host adds for everybody.
    static var settings: [AnySettingKey] { get }
    /// What its health is made of, with its engines' checks.
    nonisolated var checks: [HealthCheck] { get }
    /// The longest that a command with `wait` may take.
    var longestWait: Duration { get }

    /// Gets ready; returns when commands can be taken.
    func start() async throws
    /// Does long-lived work until it is cancelled.
    func run() async throws
    /// Takes settings: once before `start`, and whenever they change.
    func apply(_ settings: SettingsSnapshot) async
    /// Looks at a new value of a setting before it is stored, beyond its type, its range and who may set it; throws
    /// when it cannot be used.
    func vet(_ key: String, _ value: JSONValue) async throws
    /// Lets go of what it holds.
    func stop() async
}

extension Coordinator {
    /// Thirty seconds, the deadline of every command.
    public var longestWait: Duration { .seconds(30) }

    /// Nothing to get ready.
    public func start() async throws {}

    /// No work of its own: waits for the cancellation.
    public func run() async throws {
        let (forever, _) = AsyncStream<Never>.makeStream()
        for await _ in forever {}
    }

    /// Type and range are enough.
    public func vet(_ key: String, _ value: JSONValue) async throws {}

    /// Nothing to let go.
    public func stop() async {}

    /// The name with its suffix, as health and settings spell it.
    public static var component: String { name + "-coordinator" }
}
