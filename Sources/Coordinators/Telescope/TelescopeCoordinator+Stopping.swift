import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import Logging

/// Stopping and putting away: open to whoever holds `telescope:control`, on every telescope, whoever observes.
///
/// Two promises meet here: that right, and that nobody learns of another's private telescope. So whoever holds
/// `telescope:control` and names an id that is not theirs to read is always answered the same, at once and without a word
/// about any device: that it was told to stop if it is there. If it is there, it is told. The answer is true for an id
/// that was mistyped, too: it does not say that anything stands still. Whoever may read everything (admins) and whoever
/// may stop nothing are answered `not_found` as ever.
extension TelescopeCoordinator {
    /// Stops a device at once.
    ///
    /// - Parameters:
    ///   - role: What the device does.
    ///   - request: Names the telescope, and the device if it is not the primary one.
    ///   - caller: Who asks; must have passed the rule `stopping`.
    /// - Returns: The movement that was given up.
    /// - Throws: When the device could not be told.
    func halt(
        _ role: DeviceRole, _ request: some DeviceNaming, for caller: Caller
    ) async throws(ServiceError) -> HaltResponse {
        guard isReadable(request.telescopeID, caller) else {
            inBackground(request.telescopeID) { owner in _ = try await owner.halt(role, request) }
            return HaltResponse(
                telescopeID: request.telescopeID.text, deviceID: nil, motionID: nil, note: Self.unreadable)
        }
        return try await halt(role, request)
    }

    private func halt(_ role: DeviceRole, _ request: some DeviceNaming) async throws(ServiceError) -> HaltResponse {
        let device = try device(role, request)
        stops.halted(device.id)
        let motion = try await engine.halt(device.id, reason: "aborted")
        return HaltResponse(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, motionID: motion?.id.text)
    }

    /// Parks or closes a device, whatever it does and whoever observes.
    ///
    /// - Parameters:
    ///   - goal: `park` or `closeShutter`.
    ///   - role: What the device does.
    ///   - request: Names the telescope, and the device if it is not the primary one.
    ///   - caller: Who asks; must have passed the rule `stopping`.
    /// - Returns: The movement.
    /// - Throws: As `move`.
    func putAway(
        _ goal: MotionGoal, _ role: DeviceRole, _ request: some DeviceNaming & Waiting, for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        guard isReadable(request.telescopeID, caller) else {
            inBackground(request.telescopeID) { owner in
                _ = try await owner.move(goal, with: try owner.device(role, request), Hurried(), for: caller)
            }
            return MotionResponse(
                telescopeID: request.telescopeID.text, deviceID: nil, motionID: nil, state: "unknown",
                note: Self.unreadable)
        }
        return try await move(goal, with: try device(role, request), request, for: caller)
    }

    /// Parks a telescope.
    func park(_ request: ControlRequest, for caller: Caller) async throws(ServiceError) -> ParkResponse {
        let parked = try await putAway(.park, .telescope, request, for: caller)
        return ParkResponse(
            telescopeID: parked.telescopeID, atPark: parked.note == nil ? parked.state == "settled" : nil,
            motionID: parked.motionID, note: parked.note)
    }

    /// Stops everything of a telescope at once.
    func abort(_ request: ControlRequest, for caller: Caller) async throws(ServiceError) -> AbortResponse {
        let id = request.telescopeID
        guard isReadable(id, caller) else {
            inBackground(id) { owner in _ = try await owner.abort(id) }
            return AbortResponse(telescopeID: id.text, motionID: nil, devices: nil, note: Self.unreadable)
        }
        return try await abort(id)
    }

    private func abort(_ id: UUID) async throws(ServiceError) -> AbortResponse {
        let outcomes = await stopEverything(of: id)
        guard !outcomes.isEmpty else {
            throw ServiceError(
                .invalidState, "no device that moves is attached to \(id.text)",
                details: ["cure": "telescope/device/attach"])
        }
        let told = outcomes.filter { $0.failure == nil }
        let failed = outcomes.filter { $0.failure != nil && !$0.isIdle }
        // Devices that nobody wants connected are tried too; when none other was told, that is what there is to say.
        let worst = failed.first?.failure ?? (told.isEmpty ? outcomes.first?.failure : nil)
        if let worst {
            let count = max(failed.count, 1)
            throw ServiceError(
                worst.code,
                outcomes.count == 1 ? worst.message : "\(count) of \(outcomes.count) devices could not be told to stop",
                details: worst.details.merging(
                    ["devices": .object(Dictionary(outcomes.map(\.line), uniquingKeysWith: { first, _ in first }))]
                ) { $1 }, cause: worst.cause)
        }
        return AbortResponse(
            telescopeID: id.text,
            motionID: outcomes.first { $0.device.role == DeviceRole.telescope.rawValue }?.motion?.id.text,
            devices: outcomes.map(\.outcome))
    }

    /// Tells every device of a telescope to stop, side by side, and lets nothing begin that is being prepared.
    func stopEverything(of id: UUID) async -> [HaltOutcome] {
        for device in devices.values where device.telescopeID == id { stops.halted(device.id) }
        return await engine.abort(id, reason: "aborted")
    }

    /// Whether a caller may know of a telescope; a telescope that is none nobody may know of.
    func isReadable(_ id: UUID, _ caller: Caller) -> Bool {
        access.most(rights(caller), on: id, at: time.date()) != nil
    }

    /// What is said to whoever stops what they may not read.
    static let unreadable =
        "no telescope of this id is open to you; if there is one, it was told, and how it stands is not said"

    /// Answered at once whether there is such a telescope or not: also the time of the answer tells nothing.
    func inBackground(
        _ id: UUID, _ work: @escaping @Sendable (isolated TelescopeCoordinator) async throws -> Void
    ) {
        guard access.entries[id] != nil else { return }
        begin(.unseenStop(UUID())) { owner in
            do {
                try await work(owner)
            } catch {
                owner.logger.warning(
                    "a telescope could not be stopped",
                    metadata: ["telescope.id": "\(id.text)", "error": "\(String(reflecting: error))"])
            }
        }
    }
}

/// A request without wishes.
private struct Hurried: Waiting {
    var wait: Bool? { nil }
}

extension HaltOutcome {
    /// What the reply says.
    var outcome: AbortResponse.Outcome {
        AbortResponse.Outcome(
            deviceID: device.id.text, role: device.role, stopped: failure == nil, motionID: motion?.id.text,
            error: failure?.message)
    }

    /// What a refusal says.
    var line: (String, JSONValue) { (device.id.text, .string(failure.map { "failed: \($0.message)" } ?? "done")) }
}
