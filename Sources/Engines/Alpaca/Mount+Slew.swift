import Alpaca
import Kernel

extension Mount {
    /// Sends the mount to a target and returns when it has accepted.
    func slew(to target: SlewTarget, replace: Bool) async throws(ServiceError) -> MotionReceipt {
        try target.validate()
        let facts = try await connectedFacts()
        let way = try SlewWay(target, facts)
        if replace, motion?.isActive == true { try await abort("replaced by another slew") }
        let claimed = try await claim(.slew(target))
        do {
            let tracking = try await prepare(target, facts, replace: replace, claimed)
            try await issue(claimed, way.member, way.arguments, isSynchronous: way.isSynchronous)
            return MotionReceipt(motion, hasStartedTracking: tracking == true, hasStoppedTracking: tracking == false)
        } catch {
            release(claimed)
            throw error
        }
    }

    /// Looks at the device itself and brings tracking into the state that the slew needs.
    ///
    /// - Returns: What tracking was switched to, or nil when it was left.
    private func prepare(
        _ target: SlewTarget, _ facts: DeviceFacts, replace: Bool, _ claimed: Motion
    ) async throws(ServiceError) -> Bool? {
        let now = try await fresh(["AtPark", "Slewing", "Tracking"])
        try check(claimed)
        guard now.isAtPark != true else { throw Mount.parked }
        if now.isSlewing == true {
            guard replace else { throw Mount.moving }
            try await put("abortslew")
            try await standStill()
            try check(claimed)
        }
        // ASCOM: SlewToCoordinates wants tracking on, SlewToAltAz wants it off.
        let wanted: Bool
        switch target {
        case .equatorial: wanted = true
        case .horizontal: wanted = false
        }
        guard let tracking = now.isTracking, tracking != wanted, facts.affirms("cansettracking") else { return nil }
        try await put("tracking", ["Tracking": .bool(wanted)])
        try check(claimed)
        return wanted
    }

    /// Waits, a request's time at most, until the mount says that it stands still.
    func standStill() async throws(ServiceError) {
        let configuration = await session.configuration
        let deadline = time.now() + configuration.requestTimeout
        while try await fresh(["Slewing"]).isSlewing == true {
            guard time.now() < deadline else { throw ServiceError(.timeout, "the mount does not stop") }
            do {
                try await time.sleep(configuration.motionInterval)
            } catch {
                throw ServiceError(wrapping: error)
            }
        }
    }
}

/// The member that brings a mount to a target.
struct SlewWay: Sendable, Equatable {
    let member: String
    let arguments: [String: AlpacaArgument]
    let isSynchronous: Bool

    /// Prefers the asynchronous member, and takes the other where the device has no better.
    init(_ target: SlewTarget, _ facts: DeviceFacts) throws(ServiceError) {
        let name: String
        let flag: String
        switch target {
        case .equatorial(let rightAscension, let declination):
            name = "slewtocoordinates"
            flag = "canslew"
            arguments = ["RightAscension": .double(rightAscension), "Declination": .double(declination)]
        case .horizontal(let altitude, let azimuth):
            name = "slewtoaltaz"
            flag = "canslewaltaz"
            arguments = ["Azimuth": .double(azimuth), "Altitude": .double(altitude)]
        }
        isSynchronous = facts.denies(flag + "async")
        guard !isSynchronous || facts.affirms(flag) else {
            throw Mount.cannot(flag == "canslew" ? "slew to coordinates" : "slew to altitude and azimuth")
        }
        member = isSynchronous ? name : name + "async"
    }
}
