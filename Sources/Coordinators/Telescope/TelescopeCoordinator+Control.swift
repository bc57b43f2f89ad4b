import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Sends a telescope to a target.
    func slew(_ request: SlewRequest, for caller: Caller) async throws(ServiceError) -> SlewResponse {
        let wanted = try request.target()
        let mount = try await controlledMount(request, caller)
        let rule = pointing(try? await engine.device(mount.id), of: request.telescopeID)
        let target = try rule.target(wanted)
        let movement = try await carryOut(
            .slew(target), with: mount, request, replace: request.replace ?? false, for: caller)
        return SlewResponse(
            telescopeID: request.telescopeID.text, motionID: movement.motion?.id.text, state: movement.state,
            target: rule.info(wanted), trackingStarted: movement.receipt.hasStartedTracking,
            trackingStopped: movement.receipt.hasStoppedTracking)
    }

    /// Unparks a telescope and returns when it is unparked, so that the next command finds it so.
    func unpark(_ request: ControlRequest, for caller: Caller) async throws(ServiceError) -> UnparkResponse {
        let mount = try await controlledMount(request, caller)
        let movement = try await carryOut(.unpark, with: mount, Unhurried(request), for: caller)
        if let motion = movement.receipt.motion { _ = try await engine.settle(motion) }
        return UnparkResponse(telescopeID: request.telescopeID.text)
    }

    /// Sends a telescope to its home position.
    func findHome(_ request: ControlRequest, for caller: Caller) async throws(ServiceError) -> MotionResponse {
        try await move(.findHome, with: try await controlledMount(request, caller), request, for: caller)
    }

    /// Turns an axis for a moment.
    func moveAxis(_ request: MoveAxisRequest, for caller: Caller) async throws(ServiceError) -> MotionResponse {
        guard let axis = TelescopeAxis(rawValue: request.axis.number) else {
            throw ServiceError(.invalidRequest, "field axis names no axis", details: ["field": "axis"])
        }
        return try await move(
            .moveAxis(axis, rate: request.rate.value, duration: .seconds(request.duration?.value ?? 1)),
            with: try await controlledMount(request, caller), request, for: caller)
    }

    /// Moves a mount a little for a guide camera.
    func pulseGuide(_ request: PulseGuideRequest, for caller: Caller) async throws(ServiceError) -> MotionResponse {
        let direction: GuideDirection =
            switch request.direction {
            case .north: .north
            case .south: .south
            case .east: .east
            case .west: .west
            }
        return try await move(
            .pulseGuide(direction, .seconds(request.duration.value)), with: try await controlledMount(request, caller),
            request,
            for: caller)
    }

    /// Makes the place where a mount stands its park position.
    func setPark(_ request: ControlRequest, for caller: Caller) async throws(ServiceError) -> ControlResponse {
        let mount = try await controlledMount(request, caller)
        try await change("setpark", with: mount, takingOver: request.takeOver ?? false, for: caller)
        return ControlResponse(telescopeID: request.telescopeID.text)
    }

    /// Tells a mount where it points.
    func sync(_ request: SyncRequest, for caller: Caller) async throws(ServiceError) -> SyncResponse {
        let wanted = try request.target()
        let mount = try await controlledMount(request, caller)
        let rule = pointing(try? await engine.device(mount.id), of: request.telescopeID)
        let member: String
        let arguments: [String: AlpacaArgument]
        switch try rule.target(wanted) {
        case .equatorial(let rightAscension, let declination):
            member = "synctocoordinates"
            arguments = ["RightAscension": .double(rightAscension), "Declination": .double(declination)]
        case .horizontal(let altitude, let azimuth):
            member = "synctoaltaz"
            arguments = ["Azimuth": .double(azimuth), "Altitude": .double(altitude)]
        }
        try await change(member, arguments, with: mount, takingOver: request.takeOver ?? false, for: caller)
        return SyncResponse(telescopeID: request.telescopeID.text, target: rule.info(wanted))
    }
}

extension TelescopeCoordinator {
    /// The primary mount of a telescope with which nobody else observes: who observes is told before what is missing.
    func controlledMount(
        _ request: some TelescopeNaming & TakingOver, _ caller: Caller
    ) async throws(ServiceError) -> AttachedDevice {
        try await requireControl(request.telescopeID, takingOver: request.takeOver ?? false, caller)
        return try mount(of: request.telescopeID)
    }
}

/// A request that is answered at the end though it does not say so: its steps wait for themselves.
private struct Unhurried: Waiting, TakingOver {
    let takeOver: Bool?
    let wait: Bool? = false

    init(_ request: some TakingOver) { takeOver = request.takeOver }
}
