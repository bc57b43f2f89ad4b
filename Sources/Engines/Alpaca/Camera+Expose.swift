import Alpaca
import FoundationEssentials
import Kernel

extension Camera {
    /// A command that was sent and may still be at work.
    typealias Command = Task<Result<Void, AlpacaError>, Never>

    /// Sets the camera up, begins an exposure and returns when the camera has accepted.
    func expose(_ order: ExposureOrder) async throws(ServiceError) -> Exposure {
        let facts = try await connectedFacts()
        let claimed = try await claim(order)
        do {
            let settings = try await prepare(order, facts, claimed)
            return try await begin(claimed, settings)
        } catch {
            release(claimed)
            throw error
        }
    }

    /// Writes the settings that differ, and reads what is in force then.
    private func prepare(
        _ order: ExposureOrder, _ facts: DeviceFacts, _ claimed: Exposure
    ) async throws(ServiceError) -> CameraSettings {
        let known = facts.camera ?? CameraFacts([:])
        let before = try await read(CameraSettings.beforeOrder + ["camerastate"])
        try check(claimed)
        // Somebody else may use the camera too.
        if let state = before.count("camerastate").flatMap({ CameraState(rawValue: $0) }), state != .idle,
            state != .error
        {
            throw ServiceError(.invalidState, "the camera is at an exposure of somebody else")
        }
        let plan = try ExposurePlan(
            order, known, now: CameraSettings(before), hasEqualBinning: facts.denies("canasymmetricbin"))
        for setting in plan.settings {
            try await put(setting.member, setting.arguments)
            try check(claimed)
        }
        let settings = CameraSettings(try await read(CameraSettings.forPicture))
        try check(claimed)
        return settings
    }

    private func begin(_ claimed: Exposure, _ settings: CameraSettings) async throws(ServiceError) -> Exposure {
        let configuration = await session.configuration
        try check(claimed)
        let client = session.client
        let address = address
        let order = claimed.order
        let arguments: [String: AlpacaArgument] = ["Duration": .double(order.duration), "Light": .bool(order.isLight)]
        // Some old drivers answer only when the exposure is over.
        let limit = configuration.requestTimeout + .seconds(order.duration)
        // Owned by this actor: abort must be able to wait for it, and it outlives the request that began it.
        let command = Command {
            do throws(AlpacaError) {
                try await client.call("startexposure", .put, on: address, arguments, within: limit)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        self.command = command
        let now = time.now()
        let date = time.date()
        change(claimed.id) { $0.begin(at: now, date: date) }
        follow(claimed.id) { await self.watch(claimed.id, command, settings) }
        try await accepted(claimed.id, command, within: configuration.requestTimeout)
        guard let exposure, exposure.id == claimed.id, exposure.reason == nil else {
            throw ServiceError(.cancelled, "the exposure was aborted")
        }
        return exposure
    }

    private func accepted(
        _ id: UUID, _ command: Command, within limit: Duration
    ) async throws(ServiceError) {
        let result: Result<Void, AlpacaError>
        do {
            result = try await withDeadline(limit, "the command", time: time) { await command.value }
        } catch let error as ServiceError where error.code == .timeout {
            // Not refused: an old driver that answers at the end says meanwhile that it is busy.
            guard try await observation().isBusy else { throw error }
            return
        } catch {
            throw ServiceError(wrapping: error)
        }
        if case .failure(let error) = result {
            // The watch forgets it too, perhaps later: whoever is refused finds the camera free.
            if error.isAnswer { forget(id) }
            throw failure(error)
        }
    }

    /// Reads what an exposure depends on.
    func observation() async throws(ServiceError) -> CameraObservation {
        do {
            return CameraObservation(try await session.fresh(CameraObservation.properties))
        } catch {
            throw failure(error)
        }
    }

    /// Reads members from the camera; one that it refuses is absent.
    func read(_ names: [String]) async throws(ServiceError) -> [String: JSONValue] {
        let limit = await session.configuration.requestTimeout
        do {
            return try await DeviceReader(client: session.client, address: address, limit: limit, time: time)
                .values(of: names)
        } catch {
            throw failure(error)
        }
    }

    private func put(_ name: String, _ arguments: [String: AlpacaArgument]) async throws(ServiceError) {
        let limit = await session.configuration.requestTimeout
        do {
            try await session.client.call(name, .put, on: address, arguments, within: limit)
        } catch {
            throw failure(error)
        }
    }

    /// What the camera can do, once it is connected.
    ///
    /// - Throws: `ServiceError` when it is not.
    func connectedFacts() async throws(ServiceError) -> DeviceFacts {
        let snapshot = await session.snapshot
        guard snapshot.isConnected, let facts = snapshot.facts else {
            guard snapshot.phase == .idle else {
                throw ServiceError(
                    .unavailable, "the camera does not answer: \(snapshot.failure ?? "it is being connected")")
            }
            throw ServiceError(
                .invalidState, "the camera is not connected", details: ["cure": "telescope/device/connect"])
        }
        return facts
    }
}
