import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Health
import Kernel
import Logging

/// The limits at every poll, while a mount moves or follows the sky.
extension TelescopeCoordinator {
    /// Looks whether a telescope keeps its limits; one that does not is stopped, and that is told.
    func watchLimits(_ id: UUID, _ reading: TelescopeReading) {
        guard access.entries[id] != nil, let mount = reading.mount else {
            watches[id] = nil
            return
        }
        let poll = poll(id, mount, reading)
        switch watches[id, default: LimitWatch()].look(poll, at: time.date()) {
        case .none: break
        case .cleared: logger.notice("limit is kept again", metadata: ["telescope.id": "\(id.text)"])
        case .stop(let breach):
            logger.warning(
                "limit reached", metadata: ["telescope.id": "\(id.text)", "limit": "\(breach.limit)"])
            stops.halted(mount.device.id)
            begin(.limit(id)) { owner in
                await owner.stopAtLimit(mount.device, breach)
                await owner.publishLimit(id)
            }
        case .stopAgain(let breach):
            begin(.limit(id)) { owner in await owner.stopAtLimit(mount.device, breach) }
        }
    }

    /// How near a telescope is to its limits, for its status.
    func limitsStatus(_ reading: TelescopeReading, of id: UUID) -> LimitsStatus {
        let site = site(of: id)
        let direction = direction(reading.mount, of: id)
        let lowest = direction.flatMap { direction in site?.horizon?.altitude(at: direction.azimuth) }
        return LimitsStatus(
            minimumAltitude: site?.minimumAltitude, lowestAltitude: lowest,
            margin: lowest.flatMap { lowest in direction.map { $0.altitude - lowest } },
            reached: watches[id]?.reached.map { [$0] } ?? [])
    }

    /// Whether every telescope keeps its limits.
    func limitHealth() -> HealthCheckResult {
        let reached = watches.compactMapValues(\.reached)
        guard !reached.isEmpty else { return HealthCheckResult(.healthy, "every telescope keeps its limits") }
        let details = reached.map { id, limit in
            (id.text, JSONValue.object(["limit": .string(limit.limit), "message": .string(limit.message)]))
        }
        return HealthCheckResult(
            reached.values.allSatisfy(\.stopped) ? .degraded : .unhealthy,
            "\(reached.count) telescope\(reached.count == 1 ? "" : "s") reached a limit",
            details: ["reached": .object(Dictionary(details, uniquingKeysWith: { first, _ in first }))])
    }

    private func poll(_ id: UUID, _ mount: DeviceSnapshot, _ reading: TelescopeReading) -> LimitWatch.Poll {
        var poll = LimitWatch.Poll()
        // The first failed read proves nothing; a state that is too old does.
        poll.isHeard = mount.isConnected && mount.age.map { $0 <= longestSilence } ?? false
        poll.isParked = mount.state?.isAtPark == true
        poll.direction = direction(mount, of: id)
        poll.act = underWay(mount, reading.motion)
        guard poll.isHeard else { return poll }
        if let act = poll.act {
            var scene = scene(act, mount.device, reading)
            scene.before = watches[id]?.before
            poll.breach = Limits.standard.breach(scene)
        }
        let resting = scene(.following, mount.device, reading)
        poll.isWithin = resting.knows(.direction) ? Limits.standard.breach(resting) == nil : nil
        return poll
    }

    /// What a mount is found doing; one that parks or looks for its home goes where it must, however low that is.
    private func underWay(_ mount: DeviceSnapshot, _ motion: Motion?) -> LimitedAct? {
        guard let state = mount.state else { return nil }
        if let motion, motion.isActive {
            switch motion.goal {
            case .park, .unpark, .findHome: return nil
            default: return .slewing
            }
        }
        if state.isSlewing == true { return .slewing }
        return state.isTracking == true ? .following : nil
    }

    // More reads in a row than make a device disconnected.
    private var longestSilence: Duration { max(stateInterval, .seconds(2)) * 5 }

    /// Stops a mount and its tracking; tried again at the next poll when it goes on.
    private func stopAtLimit(_ mount: AttachedDevice, _ breach: LimitBreach) async {
        do throws(ServiceError) {
            try await engine.halt(mount.id, reason: "limit_reached: \(breach.message)")
            // What follows the sky goes on following it after an abort (ASCOM, Telescope.AbortSlew).
            if breach.limit != "heard" { try await engine.setTracking(false, of: mount.telescopeID) }
        } catch {
            logger.error(
                "mount could not be stopped at a limit",
                metadata: ["device.id": "\(mount.id.text)", "error": "\(String(reflecting: error))"])
        }
    }

    private func publishLimit(_ id: UUID) async {
        guard let reached = watches[id]?.reached else { return }
        let reading = await engine.reading(id)
        let motion = reading.motion.map { $0.info(pointing(reading.mount, of: id)) }
        await publishEvent(
            kind: .motion, telescope: id,
            payload: MotionEvent(telescopeID: id.text, motion: motion, limitReached: reached))
        stateChanged(id)
    }
}

extension LimitWatch {
    /// The limit that was reached, as status and events give it.
    var reached: LimitReached? {
        guard let alarm, let since else { return nil }
        return LimitReached(
            limit: alarm.limit, message: alarm.message, details: alarm.details, since: since, stopped: hasStopped)
    }
}
