import Alpaca
public import FoundationEssentials
public import Kernel
public import Logging
import Synchronization

/// The devices of all telescopes: connects, reads and moves them. It knows no bus, no topics and no database.
///
/// Each device has a loop of its own. `shutdown()` ends them all.
public actor AlpacaEngine {
    /// What happens to the devices: one consumer, bounded; see `lostEvents`.
    public nonisolated let events: AsyncStream<DeviceEvent>

    let client: AlpacaClient
    let time: TimeSource
    private let logger: Logger
    private let outbox: EventOutbox
    private var configuration: AlpacaConfiguration
    private var pool: [UUID: Member] = [:]

    /// A device at work.
    ///
    /// The loop is a task of the engine's own, ended by `detach` and `shutdown`.
    struct Member {
        let session: DeviceSession
        let mover: Mover
        let camera: Camera?
        let loop: Task<Void, Never>
    }

    /// Makes an engine without devices.
    ///
    /// - Parameters:
    ///   - configuration: The values in force until `update(_:)`.
    ///   - client: The client that speaks to all devices; the engine closes it at its shutdown.
    ///   - time: The clock.
    ///   - logger: Where first failures and recoveries are logged.
    ///   - eventBound: The most events that wait for their consumer; the oldest fall out and are counted.
    public init(
        configuration: AlpacaConfiguration = AlpacaConfiguration(), client: AlpacaClient = AlpacaClient(),
        time: TimeSource = .system, logger: Logger, eventBound: Int = 1024
    ) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: DeviceEvent.self, bufferingPolicy: .bufferingNewest(eventBound))
        events = stream
        outbox = EventOutbox(continuation)
        self.configuration = configuration
        self.client = client
        client.allow(configuration.networks)
        self.time = time
        self.logger = logger
    }

    /// The number of events that nobody took in time.
    public nonisolated var lostEvents: Int { outbox.lost }

    /// Takes new configuration values without a restart.
    public func update(_ configuration: AlpacaConfiguration) async {
        self.configuration = configuration
        client.allow(configuration.networks)
        for member in pool.values { await member.session.update(configuration) }
    }

    /// Takes a device in, in place of one with the same id.
    ///
    /// It is connected only by `connect(_:)` or `keepConnected(_:)`.
    public func attach(_ device: AttachedDevice) async {
        await detach(device.id)
        guard pool[device.id] == nil else { return }
        let outbox = outbox
        let emit: @Sendable (DeviceEvent) -> Void = { outbox.send($0) }
        let session = DeviceSession(
            device, client: client, configuration: configuration, time: time, logger: logger, emit: emit)
        let mover = Mover(session, time: time, logger: logger, emit: emit)
        let camera =
            device.address.type == .camera ? Camera(session, time: time, logger: logger, emit: emit) : nil
        pool[device.id] = Member(
            session: session, mover: mover, camera: camera, loop: Task { await session.run() })
    }

    /// Lets a device go without telling it; nothing happens when there is none.
    public func detach(_ deviceID: UUID) async {
        guard let member = pool.removeValue(forKey: deviceID) else { return }
        member.loop.cancel()
        await member.mover.close()
        await member.camera?.close("the camera was detached")
        await member.loop.value
    }

    /// Lets all devices go and closes the connections.
    public func shutdown() async throws {
        for deviceID in pool.keys { await detach(deviceID) }
        outbox.finish()
        try await client.shutdown()
    }

    /// Every device at work.
    var members: [Member] { Array(pool.values) }

    /// The configuration values in force.
    var values: AlpacaConfiguration { configuration }

    func member(_ deviceID: UUID) throws(ServiceError) -> Member {
        guard let member = pool[deviceID] else { throw ServiceError(.notFound, "no device \(deviceID.text)") }
        return member
    }

    func members(of telescopeID: UUID) -> [Member] {
        pool.values
            .filter { $0.session.device.telescopeID == telescopeID }
            .sorted { Self.precedes($0.session.device, $1.session.device) }
    }

    // The primary device of a role first; beyond that the order is stable.
    private static func precedes(_ first: AttachedDevice, _ second: AttachedDevice) -> Bool {
        guard first.role == second.role else { return first.role < second.role }
        guard first.isPrimary == second.isPrimary else { return first.isPrimary }
        return first.id.text < second.id.text
    }
}
