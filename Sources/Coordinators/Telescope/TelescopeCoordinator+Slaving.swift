import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Health
import Kernel
import Logging

/// Domes that follow their telescopes and cannot do so by themselves.
///
/// A dome follows after a slew, after tracking was switched on or after it was told to follow, and until it or its
/// telescope is stopped, parked or closed; never by itself after a start.
extension TelescopeCoordinator {
    /// Lets the dome of a telescope follow from now on, if it is meant to.
    func resumeSlaving(_ telescopeID: UUID) {
        guard let dome = try? record(.dome, of: telescopeID) else { return }
        slavingMarks[telescopeID] = stops.count(of: dome.id, puttingAway: false)
        stateChanged(telescopeID)
    }

    /// Sends a dome after its telescope when its opening is off by more than the tolerance.
    func followDome(_ id: UUID, _ reading: TelescopeReading) {
        guard let record = try? record(.dome, of: id), record.isSlaved else {
            slavingMarks[id] = nil
            slavingFailures[id] = nil
            return
        }
        guard slavingMarks[id] == stops.count(of: record.id, puttingAway: false),
            let dome = reading.devices.first(where: { $0.device.id == record.id }), dome.isConnected,
            dome.facts?.capabilities["canslave"] != true,
            let wanted = domeTarget(id, reading), let goal = domeGoal(dome, wanted, id)
        else { return }
        begin(.dome(id)) { owner in await owner.send(dome.device, goal) }
    }

    /// Whether every dome that is meant to follow does.
    func slavingHealth() -> HealthCheckResult {
        guard !slavingFailures.isEmpty else { return HealthCheckResult(.healthy, "no dome is left behind") }
        return HealthCheckResult(
            .degraded, "\(slavingFailures.count) dome\(slavingFailures.count == 1 ? "" : "s") cannot follow",
            details: [
                "failures": .object(
                    Dictionary(
                        slavingFailures.map { ($0.key.text, .string($0.value)) },
                        uniquingKeysWith: { first, _ in first }))
            ])
    }

    /// Where the opening of a telescope's dome must be; nil while the telescope neither slews nor follows the sky.
    func domeTarget(_ id: UUID, _ reading: TelescopeReading) -> HorizontalPosition? {
        guard let mount = reading.mount, mount.isConnected, let state = mount.state, state.isAtPark != true,
            let setup = setups[id]
        else { return nil }
        let rule = pointing(mount, of: id)
        let dome = DomeSetup(setup.settings, setup.mountType)
        if let motion = reading.motion, motion.isActive {
            // The dome goes where the telescope goes, and not where it is: they arrive together.
            guard case .slew(let target) = motion.goal, let direction = rule.horizontal(target) else { return nil }
            return dome.opening(
                direction, hourAngle: rule.hourAngle(target), latitude: rule.place?.latitude, pier: nil)
        }
        guard state.isTracking == true, state.isSlewing != true, let direction = direction(mount, of: id) else {
            return nil
        }
        var hourAngle: (hours: Double, declination: Double)?
        if let rightAscension = state.rightAscension, let declination = state.declination {
            hourAngle = rule.hourAngle(.equatorial(rightAscension: rightAscension, declination: declination))
        }
        return dome.opening(
            direction, hourAngle: hourAngle, latitude: rule.place?.latitude, pier: state.sideOfPier)
    }

    /// The movement that brings a dome there; nil when it is near enough or on its way.
    private func domeGoal(_ dome: DeviceSnapshot, _ wanted: HorizontalPosition, _ id: UUID) -> MotionGoal? {
        guard let state = dome.state, !state.values.isEmpty else { return nil }
        let tolerance = setups[id].map { DomeSetup($0.settings, $0.mountType).tolerance } ?? 2
        if let azimuth = state["Azimuth"]?.double, dome.facts?.capabilities["cansetazimuth"] != false {
            // Where it was last sent counts while it is on its way there.
            let heading = state["Slewing"]?.boolean == true ? domeTargets[id] ?? azimuth : azimuth
            if Self.angle(heading, wanted.azimuth) > tolerance { return .rotateDome(azimuth: wanted.azimuth) }
        }
        guard state["Slewing"]?.boolean != true, dome.facts?.capabilities["cansetaltitude"] == true,
            let altitude = state["Altitude"]?.double, abs(altitude - max(wanted.altitude, 0)) > tolerance
        else { return nil }
        return .tiltDome(altitude: min(max(wanted.altitude, 0), 90))
    }

    private func send(_ dome: AttachedDevice, _ goal: MotionGoal) async {
        let id = dome.telescopeID
        let stop = stops.count(of: dome.id, puttingAway: false)
        if case .rotateDome(let azimuth) = goal { domeTargets[id] = azimuth }
        do throws(ServiceError) {
            try await requireWithinLimits(.motion(goal, replaces: true), dome)
            try requireNotStopped(dome, since: stop)
            _ = try await engine.begin(goal, with: dome.id, replace: true)
            guard stops.count(of: dome.id, puttingAway: false) == stop else {
                _ = try await engine.halt(dome.id, reason: "stopped")
                return
            }
            if slavingFailures.removeValue(forKey: id) != nil {
                logger.notice("dome follows again", metadata: ["telescope.id": "\(id.text)"])
            }
        } catch {
            domeTargets[id] = nil
            // A stop is no failure.
            guard error.code != .cancelled else { return }
            if slavingFailures[id] == nil {
                logger.warning(
                    "dome cannot follow", metadata: ["telescope.id": "\(id.text)", "error": "\(error.message)"])
            }
            slavingFailures[id] = error.message
        }
    }

    private static func angle(_ first: Double, _ second: Double) -> Double {
        let difference = abs(first - second).truncatingRemainder(dividingBy: 360)
        return min(difference, 360 - difference)
    }
}
