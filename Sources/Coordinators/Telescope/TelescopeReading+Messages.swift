import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeReading {
    /// The mount as status replies and state events give it.
    func mountStatus(_ rule: PointingRule) -> MountStatus {
        guard let mount else { return MountStatus() }
        var status = MountStatus(connected: mount.isConnected)
        guard let state = mount.state else { return status }
        if let rightAscension = state.rightAscension, let declination = state.declination {
            let both = rule.both(EquatorialPosition(rightAscension: rightAscension, declination: declination))
            status.rightAscension = both.rightAscension
            status.declination = both.declination
            status.rightAscensionOfDate = both.rightAscensionOfDate
            status.declinationOfDate = both.declinationOfDate
        }
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

    /// The devices by their roles.
    func deviceStatus(_ rule: PointingRule) -> [String: DeviceStatus] {
        var seen: [String: Int] = [:]
        var status: [String: DeviceStatus] = [:]
        for device in devices {
            let role = device.device.role
            let count = seen[role, default: 0] + 1
            seen[role] = count
            status[count == 1 ? role : "\(role).\(count)"] = device.status(
                motions.first { $0.deviceID == device.device.id }?.info(rule))
        }
        return status
    }
}

extension DeviceSnapshot {
    /// The device with its movement as status replies give it.
    func status(_ motion: MotionInfo?) -> DeviceStatus {
        let values = state?.values ?? [:]
        return DeviceStatus(
            deviceID: device.id.text, connected: isConnected, phase: phase.rawValue, name: facts?.name,
            state: Dictionary(
                values.map { (SnakeCase.text($0.key), $0.value) }, uniquingKeysWith: { first, _ in first }),
            age: age?.wholeMilliseconds, failure: failure, motion: motion)
    }
}

extension Motion {
    /// The movement as status replies and events give it.
    func info(_ rule: PointingRule) -> MotionInfo {
        let target: TargetInfo? =
            switch goal {
            case .slew(let target): rule.info(target)
            default: nil
            }
        return MotionInfo(
            motionID: id.text, deviceID: deviceID.text, role: role, kind: goal.name, state: phase.name, target: target,
            reason: reason)
    }
}

extension Duration {
    /// Whole milliseconds, never negative.
    var wholeMilliseconds: Int { Int(clamping: Int64(max(0, min(milliseconds, 9e15)))) }
}
