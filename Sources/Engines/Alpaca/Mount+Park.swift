import Alpaca
import Kernel

extension Mount {
    /// Parks the mount; one that is parked or on its way is left alone, any other movement is stopped first.
    func park() async throws(ServiceError) -> MotionReceipt {
        if let motion, motion.isActive, motion.goal == .park { return MotionReceipt(motion) }
        let facts = try await connectedFacts()
        guard !facts.denies("canpark") else { throw Mount.cannot("park") }
        if motion?.isActive == true { try await abort("replaced by park") }
        let claimed = try await claim(.park)
        do {
            let now = try await fresh(["AtPark", "Slewing"])
            try check(claimed)
            if now.isAtPark == true, now.isSlewing != true {
                release(claimed)
                return MotionReceipt(nil)
            }
            // Some devices go on to an old target while they say that they are parked.
            if now.isSlewing == true {
                try await put("abortslew")
                try await standStill()
                try check(claimed)
            }
            let isSynchronous = facts.interfaceVersion < AlpacaDeviceType.telescope.platform7Version
            try await issue(claimed, "park", isSynchronous: isSynchronous)
            return MotionReceipt(motion)
        } catch {
            release(claimed)
            throw error
        }
    }

    /// Unparks the mount and looks that it is unparked; one that is not parked is left alone.
    func unpark() async throws(ServiceError) {
        let facts = try await connectedFacts()
        guard motion?.isActive != true else { throw Mount.moving }
        guard try await fresh(["AtPark"]).isAtPark != false else { return }
        guard !facts.denies("canunpark") else { throw Mount.cannot("unpark") }
        try await put("unpark")
        let configuration = await session.configuration
        let deadline = time.now() + configuration.requestTimeout
        while try await fresh(["AtPark"]).isAtPark == true {
            guard time.now() < deadline else { throw ServiceError(.timeout, "the telescope is still parked") }
            do {
                try await time.sleep(configuration.motionInterval)
            } catch {
                throw ServiceError(wrapping: error)
            }
        }
        await session.read()
    }

    /// Switches tracking, and looks that it was switched.
    func setTracking(_ isTracking: Bool) async throws(ServiceError) {
        let facts = try await connectedFacts()
        guard !facts.denies("cansettracking") else { throw Mount.cannot("switch tracking") }
        let now = try await fresh(["AtPark", "Tracking"])
        guard now.isTracking != isTracking else { return }
        guard !isTracking || now.isAtPark != true else { throw Mount.parked }
        try await put("tracking", ["Tracking": .bool(isTracking)])
        guard try await fresh(["Tracking"]).isTracking != !isTracking else {
            throw ServiceError(.unavailable, "the telescope took the command and did not switch tracking")
        }
        await session.read()
    }
}
