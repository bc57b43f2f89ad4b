import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeReading {
    /// The reading as status replies and state events give it.
    func response(for telescopeID: UUID) -> StatusResponse {
        StatusResponse(
            telescopeID: telescopeID.text, status: mountStatus, devices: deviceStatus,
            motion: motion.map { $0.info(mount?.facts?.equatorialSystem) })
    }

    private var mountStatus: MountStatus {
        guard let mount else { return MountStatus() }
        var status = MountStatus(connected: mount.isConnected)
        guard let state = mount.state else { return status }
        let system = mount.facts?.equatorialSystem
        PointingRule.fill(
            &status, rightAscension: state.rightAscension, declination: state.declination, system)
        status.tracking = state.isTracking
        status.slewing = state.isSlewing
        status.atPark = state.isAtPark
        status.atHome = state.isAtHome
        status.altitude = state.altitude
        status.azimuth = state.azimuth
        status.siderealTime = state.siderealTime
        status.sideOfPier = state.sideOfPier?.name
        status.utcDate = state.utcDate
        status.age = mount.age?.wholeMilliseconds
        return status
    }

    private var deviceStatus: [String: DeviceStatus] {
        var seen: [String: Int] = [:]
        var status: [String: DeviceStatus] = [:]
        for device in devices {
            let role = device.device.role
            let count = seen[role, default: 0] + 1
            seen[role] = count
            status[count == 1 ? role : "\(role).\(count)"] = device.status
        }
        return status
    }
}

extension DeviceSnapshot {
    /// The device as status replies give it.
    var status: DeviceStatus {
        DeviceStatus(
            deviceID: device.id.text, connected: isConnected, phase: phase.rawValue, name: facts?.name,
            state: state?.values ?? [:], age: age?.wholeMilliseconds, failure: failure)
    }
}

extension Motion {
    /// The movement as status replies and events give it.
    func info(_ system: EquatorialSystem?) -> MotionInfo {
        let target: TargetInfo? =
            switch goal {
            case .slew(let target): TargetInfo(target, system)
            default: nil
            }
        return MotionInfo(motionID: id.text, kind: goal.name, state: phase.name, target: target, reason: reason)
    }
}

extension TargetInfo {
    /// The target as it was sent to a mount.
    init(_ target: SlewTarget, _ system: EquatorialSystem?) {
        switch target {
        case .equatorial(let rightAscension, let declination):
            self.init(
                rightAscension: rightAscension, declination: declination, equinox: PointingRule.equinox(system))
        case .horizontal(let altitude, let azimuth): self.init(altitude: altitude, azimuth: azimuth)
        }
    }
}

extension Duration {
    /// Whole milliseconds, never negative.
    var wholeMilliseconds: Int { Int(clamping: Int64(max(0, min(milliseconds, 9e15)))) }
}
