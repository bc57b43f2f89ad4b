import Alpaca
import FoundationEssentials
import Kernel
import Logging

/// Takes the pictures of one camera: one exposure at a time, each watched until its picture is here or it failed.
actor Camera {
    // A picture is large: one that nobody takes is let go when the second after it has arrived.
    private static let mostKept = 2

    nonisolated let session: DeviceSession
    let time: TimeSource
    let logger: Logger
    private let emit: @Sendable (DeviceEvent) -> Void

    /// The present or last exposure.
    private(set) var exposure: Exposure?
    // The watch over an exposure: this actor's own work, ended by abort, picture or failure; never longer than the
    // exposure's deadline and that of the download.
    private var watch: Task<Void, Never>?
    // The command in flight, awaited by the watch and by abort.
    var command: Task<Result<Void, AlpacaError>, Never>?
    private var results: [(id: UUID, result: Result<CameraFrame, ServiceError>)] = []
    private var told: (phase: Exposure.Phase, at: Duration)?

    init(
        _ session: DeviceSession, time: TimeSource, logger: Logger, emit: @escaping @Sendable (DeviceEvent) -> Void
    ) {
        self.session = session
        self.time = time
        self.logger = logger
        self.emit = emit
    }

    nonisolated var address: AlpacaAddress { session.device.address }

    /// Waits until an exposure is over.
    func end(of id: UUID) async {
        if let watch, exposure?.id == id, exposure?.isActive == true { await watch.value }
    }

    /// Hands the picture of an exposure out, once.
    ///
    /// - Returns: The picture, or nil when it was handed out.
    func take(_ id: UUID) throws(ServiceError) -> CameraFrame? {
        guard let index = results.firstIndex(where: { $0.id == id }) else { return nil }
        return try results.remove(at: index).result.get()
    }

    /// Whether this camera has, or had a moment ago, an exposure.
    func knows(_ id: UUID) -> Bool { exposure?.id == id || results.contains { $0.id == id } }

    /// Claims the camera for an exposure.
    ///
    /// - Throws: `ServiceError` `invalid_state` when it already exposes.
    func claim(_ order: ExposureOrder) async throws(ServiceError) -> Exposure {
        try requireFree()
        let configuration = await session.configuration
        try requireFree()
        let claimed = Exposure(
            order, of: session.device,
            limits: Exposure.Limits(readout: configuration.maxReadout, grace: configuration.settleGrace))
        exposure = claimed
        return claimed
    }

    private func requireFree() throws(ServiceError) {
        guard let exposure, exposure.isActive else { return }
        throw ServiceError(
            .invalidState, "the camera is already at exposure \(exposure.id.text)",
            details: ["exposure_id": .string(exposure.id.text), "cure": "telescope/camera/abort"])
    }

    /// Gives a claim back when the camera was not told to expose; an exposure that began ends by its watch.
    func release(_ claimed: Exposure) {
        if exposure?.id == claimed.id, exposure?.phase == .requested { exposure = nil }
    }

    /// Forgets an exposure that the camera refused; one that was aborted meanwhile stays known.
    func forget(_ id: UUID) {
        if exposure?.id == id, exposure?.isActive == true { exposure = nil }
    }

    /// How long the present exposure may take until its picture is here.
    var longestWait: Duration {
        get async {
            let configuration = await session.configuration
            return .seconds(exposure?.order.duration ?? 0) + configuration.maxReadout + configuration.downloadTimeout
                + configuration.requestTimeout * 2
        }
    }

    /// Throws when a claim was taken away meanwhile.
    func check(_ claimed: Exposure) throws(ServiceError) {
        guard let exposure, exposure.id == claimed.id, exposure.isActive else {
            throw ServiceError(.cancelled, "the exposure was aborted")
        }
    }

    /// Changes the present exposure if it is still the one meant.
    func change(_ id: UUID, _ body: (inout Exposure) -> Void) {
        guard var changed = exposure, changed.id == id else { return }
        body(&changed)
        exposure = changed
    }

    /// Begins to watch an exposure.
    func follow(_ id: UUID, _ body: @escaping @Sendable () async -> Void) { watch = Task { await body() } }

    /// Ends the watch.
    func endWatch() { watch?.cancel() }

    /// Keeps what an exposure gave until somebody asks for it.
    func keep(_ result: Result<CameraFrame, ServiceError>, of id: UUID) {
        results.removeAll { $0.id == id }
        results.append((id, result))
        if results.count > Self.mostKept { results.removeFirst() }
    }

    /// Tells others about the present exposure: every change of phase, progress once a second.
    func announce() {
        guard let exposure else { return }
        let now = time.now()
        if let told, told.phase == exposure.phase, now - told.at < .seconds(1) { return }
        told = (exposure.phase, now)
        if case .failed(let reason) = exposure.phase {
            logger.warning(
                "exposure failed", metadata: ["device.address": "\(address)", "exposure.reason": "\(reason)"])
        }
        emit(.exposure(exposure))
    }

    /// An error of the camera as others may see it.
    nonisolated func failure(_ error: AlpacaError) -> ServiceError {
        ServiceError(error, device: session.device.role)
    }
}
