import Alpaca
import Kernel
import Logging

/// Keeps one device connected and read: its own loop, so that a slow or dead device delays nobody else.
actor DeviceSession {
    nonisolated let device: AttachedDevice
    nonisolated let client: AlpacaClient
    private(set) var configuration: AlpacaConfiguration
    var facts: DeviceFacts?

    let time: TimeSource
    let logger: Logger
    let emit: @Sendable (DeviceEvent) -> Void
    var link: DeviceLink
    var state: AlpacaDeviceState?
    var readAt: Duration?
    var failure: AlpacaError?
    var hasDeviceState = false
    var unsupported: Set<String> = []
    var attempts = 0
    /// Whether somebody waits for an attempt that is under way: the loop makes none beside it.
    var isConnecting = false
    var reads = 0
    var isQuiet = false
    static let readsPerConnected = 10
    private var isMoving = false
    private var nap: Task<Void, any Error>?
    private let backoff = Backoff(first: .milliseconds(500), cap: .seconds(30))

    init(
        _ device: AttachedDevice, client: AlpacaClient, configuration: AlpacaConfiguration, time: TimeSource,
        logger: Logger, emit: @escaping @Sendable (DeviceEvent) -> Void
    ) {
        self.device = device
        self.client = client
        self.configuration = configuration
        self.time = time
        self.emit = emit
        var logger = logger
        logger[metadataKey: "device.id"] = "\(device.id.text)"
        logger[metadataKey: "device.address"] = "\(device.address)"
        self.logger = logger
        link = DeviceLink(threshold: configuration.failureThreshold)
    }

    /// The device as it is known now.
    var snapshot: DeviceSnapshot {
        DeviceSnapshot(
            device: device, phase: link.phase, facts: facts, state: state, age: readAt.map { time.now() - $0 },
            failure: failure?.description)
    }

    /// Whether the device does not answer though it should.
    var isFailing: Bool { link.isFailing }

    /// Reads and reconnects the device until the task is cancelled.
    func run() async {
        // A device that nobody wants is left in peace until an interval has passed, whatever wakes the loop meanwhile.
        var hasRested = false
        while !Task.isCancelled {
            await step(hasRested: hasRested)
            hasRested = await pause(interval)
        }
    }

    /// Takes new configuration values; they count from the next read.
    func update(_ configuration: AlpacaConfiguration) {
        self.configuration = configuration
        wake()
    }

    /// Makes the loop read now instead of at its next time.
    func wake() { nap?.cancel() }

    /// Says whether one of the device's motions is watched, which makes reads more frequent.
    func setMoving(_ isMoving: Bool) {
        self.isMoving = isMoving
        wake()
    }

    private var interval: Duration {
        switch link.phase {
        case .idle: configuration.healthCheckInterval
        case .connecting, .disconnected: backoff.delay(beforeAttempt: max(attempts, 1))
        case .degraded: configuration.stateInterval
        case .connected: isMoving ? configuration.stateInterval : configuration.idleInterval
        }
    }

    /// Waits.
    ///
    /// - Returns: Whether the time passed; not when the loop was woken.
    private func pause(_ duration: Duration) async -> Bool {
        let time = time
        let nap = Task { try await time.sleep(duration) }
        self.nap = nap
        return await withTaskCancellationHandler {
            switch await nap.result {
            case .success: true
            // Woken: the next step looks for itself what there is to do.
            case .failure: false
            }
        } onCancel: {
            nap.cancel()
        }
    }

    private func step(hasRested: Bool) async {
        switch link.phase {
        case .idle:
            if hasRested { await look() }
        case .connecting, .disconnected:
            // A failure is already noted; the next attempt follows by itself.
            if !isConnecting { try? await establish() }
        case .connected, .degraded:
            if !isQuiet { await read() }
        }
    }
}
