import Alpaca
import FoundationEssentials
import Kernel

extension Mover {
    /// Whether there is anything about this device that can be stopped.
    var canHalt: Bool { !haltCommands.isEmpty }

    /// Stops the device at once, whatever it does, and gives up its present movements.
    ///
    /// - Parameters:
    ///   - reason: Why, for whoever waits for a movement.
    ///   - need: How much depends on it.
    /// - Returns: The last movement that was given up, or nil when there was none.
    /// - Throws: `ServiceError` when the device could not be told.
    @discardableResult
    func halt(_ reason: String, _ need: HaltNeed = .surely) async throws(ServiceError) -> Motion? {
        let stopped = active.filter { $0.plan.halt != nil }.sorted { $0.requestedAt < $1.requestedAt }
        let inFlight = stopped.compactMap { works[$0.id]?.command }
        // The switches to stop are those that move now.
        let commands = haltCommands
        for motion in stopped { works[motion.id]?.motion.abort(reason) }
        do {
            try await sendHalt(commands, stopped.isEmpty && need == .surely ? .ifItMoves : need)
            if !inFlight.isEmpty {
                // The device may take a command in flight after the stop: let it end, and stop once more.
                await ended(inFlight)
                try await sendHalt(commands, stopped.isEmpty && need == .surely ? .ifItMoves : need)
            }
        } catch {
            for motion in stopped { change(motion.id) { $0.couldNotStop(error.message) } }
            finish(stopped)
            await session.wake()
            throw error
        }
        finish(stopped)
        await session.wake()
        return stopped.last.flatMap { motion($0.id) }
    }

    /// Gives movements up to a command that takes their parts over.
    func supersede(_ motions: [Motion], _ reason: String) async {
        let inFlight = motions.compactMap { works[$0.id]?.command }
        for motion in motions { works[motion.id]?.motion.abort(reason) }
        finish(motions)
        await ended(inFlight)
    }

    private func finish(_ motions: [Motion]) {
        for motion in motions {
            // One that was claimed and not begun ends by the request that claimed it.
            if let work = works[motion.id], work.watch == nil { continue }
            announce(motion.id)
            works[motion.id]?.watch?.cancel()
        }
    }

    private func ended(_ commands: [Task<Result<Void, AlpacaError>, Never>]) async {
        guard !commands.isEmpty else { return }
        // A command that goes on longer than this is not waited for.
        _ = try? await withDeadline(.seconds(2), "the command in flight", time: time) {
            for command in commands { _ = await command.value }
        }
    }

    /// What stops this device.
    var haltCommands: [MotionPlan.Command] {
        switch address.type {
        case .telescope, .dome: [MotionPlan.Command(member: "abortslew")]
        case .focuser, .rotator: [MotionPlan.Command(member: "halt")]
        case .coverCalibrator: [MotionPlan.Command(member: "haltcover")]
        case .switch: active.compactMap(\.plan.halt)
        case .filterWheel, .camera, .safetyMonitor, .observingConditions: []
        }
    }

    /// Tells the device to stop, over the connections that are kept free for this.
    ///
    /// - Parameters:
    ///   - commands: What stops it.
    ///   - need: How much depends on it.
    /// - Throws: `ServiceError` when the device could not be told and that matters.
    func sendHalt(_ commands: [MotionPlan.Command], _ need: HaltNeed) async throws(ServiceError) {
        let facts = await session.snapshot.facts
        let limit = await session.configuration.requestTimeout
        // Before interface 4, AbortSlew does not end a MoveAxis; a rate of 0 does (ASCOM, Telescope.MoveAxis).
        let isOld = (facts?.interfaceVersion ?? 1) < AlpacaDeviceType.telescope.platform7Version
        async let axes: Void = address.type == .telescope && isOld ? stopAxes(within: limit) : ()
        var refusal: AlpacaError?
        for command in commands {
            do {
                try await session.client.call(
                    command.member, .put, on: address, command.arguments, within: limit, isUrgent: true)
            } catch {
                if need.minds(error) { refusal = error }
            }
        }
        await axes
        if let refusal { throw failure(refusal) }
    }

    /// Tells all axes of a mount to stop.
    func stopAxes(within limit: Duration) async {
        let client = session.client
        let address = address
        await withTaskGroup(of: Void.self) { group in
            for axis in [TelescopeAxis.primary, .secondary] {
                group.addTask {
                    // Many mounts have no MoveAxis and refuse: then there is nothing to stop.
                    _ = try? await client.call(
                        "moveaxis", .put, on: address, ["Axis": .integer(axis.rawValue), "Rate": .double(0)],
                        within: limit, isUrgent: true)
                }
            }
        }
    }
}

/// How much depends on an order to stop.
enum HaltNeed: Sendable {
    /// Something moves: a device that refuses is a failure.
    case surely
    /// Nothing is known to move: a device that cannot stop or has nothing to stop is none.
    case ifItMoves
    /// Another command follows that does not depend on it.
    case asFarAsItCan

    /// Whether an error of the device is a failure.
    func minds(_ error: AlpacaError) -> Bool {
        // A parked mount stands still.
        if case .device(.parked, _) = error { return false }
        switch self {
        case .surely: return true
        case .ifItMoves:
            if case .device(.invalidOperation, _) = error { return false }
            return !error.meansUnsupported
        case .asFarAsItCan: return !error.isAnswer
        }
    }
}
