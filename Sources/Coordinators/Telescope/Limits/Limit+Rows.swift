import AlpacaEngines
import AstrometryEngines
import Contracts
import Kernel

extension Limit {
    /// A telescope that is switched off is only stopped and put away.
    static let enabled = Limit("enabled") { act, _ in
        !act.isUnderWay && act.goal?.putsAway != true
    } _: { scene in
        guard !scene.isEnabled else { return nil }
        return LimitBreach(
            limit: "enabled", code: .invalidState, message: "the telescope is disabled",
            details: ["value": false, "cure": "telescope/config/update"])
    }

    /// Only a device that answers is told to move.
    static let connected = Limit("connected") { act, _ in
        !act.isUnderWay
    } _: { scene in
        let role = scene.role.rawValue
        guard let device = scene.device, device.phase != .idle else {
            return LimitBreach(
                limit: "connected", code: .invalidState, message: "the \(role) is not connected",
                details: ["value": "idle", "cure": "telescope/device/connect"])
        }
        guard !device.isConnected || device.facts == nil else { return nil }
        return LimitBreach(
            limit: "connected", code: .unavailable,
            message: "the \(role) does not answer: \(device.failure ?? "it is being connected")",
            details: ["value": .string(device.phase.rawValue)])
    }

    /// Numbers that no device can mean are sent to none.
    static let inRange = Limit("in_range") { act, _ in
        act.goal != nil
    } _: { scene in
        guard let goal = scene.act.goal, let fault = goal.rangeFault else { return nil }
        return LimitBreach(
            limit: "in_range", code: .invalidRequest, message: "field \(fault.field) \(fault.requirement)",
            details: ["field": .string(fault.field), "value": fault.value.isFinite ? .number(fault.value) : .null])
    }

    /// A movement under way is given up for another only when the request says so.
    static let notMoving = Limit("not_moving") { act, _ in
        guard case .motion(let goal, replaces: false) = act else { return false }
        return !goal.makesItsWay
    } _: { scene in
        guard let goal = scene.act.goal, let motion = scene.motions.first(where: goal.collides) else { return nil }
        return LimitBreach(
            limit: "not_moving", code: .invalidState, message: "the \(scene.role.rawValue) is already moving",
            details: ["value": .string(motion.name), "cure": "replace, or telescope/control/abort"])
    }

    /// A parked mount stays where it is until somebody unparks it.
    static let notParked = Limit("not_parked", reads: [.parking]) { act, role in
        guard role == .telescope else { return false }
        return switch act {
        case .motion(.slew, _), .motion(.findHome, _), .motion(.moveAxis, _), .motion(.pulseGuide, _), .tracking: true
        case .setting(let member): member.hasPrefix("syncto")
        default: false
        }
    } _: { scene in
        guard scene.isParked == true else { return nil }
        return LimitBreach(
            limit: "not_parked", code: .invalidState, message: "the telescope is parked",
            details: ["value": "parked", "cure": "telescope/control/unpark"])
    }

    /// Nothing is looked at below the site's horizon and its lowest altitude.
    ///
    /// A mount that is below already may climb out of there: only its sinking is a crossing.
    static let aboveHorizon = Limit("altitude", reads: [.site, .direction]) { act, role in
        guard role == .telescope else { return false }
        return switch act {
        case .motion(.slew, _), .tracking, .slewing, .following: true
        default: false
        }
    } _: { scene in
        guard let direction = scene.direction, let horizon = scene.horizon else { return nil }
        let lowest = horizon.altitude(at: direction.azimuth)
        let margin = direction.altitude - lowest
        guard margin < 0 else { return nil }
        if scene.act == .slewing {
            guard let before = scene.before else { return nil }
            let marginBefore = before.altitude - horizon.altitude(at: before.azimuth)
            guard marginBefore >= 0 || marginBefore - margin > least else { return nil }
        }
        return LimitBreach(
            limit: "altitude", code: .invalidState,
            message: "an altitude of \(rounded(direction.altitude))° is below the horizon of the site, "
                + "\(rounded(lowest))° at azimuth \(rounded(direction.azimuth))°",
            details: [
                "value": .number(direction.altitude), "lowest": .number(lowest), "azimuth": .number(direction.azimuth),
            ])
    }

    // Degrees between two polls: a mount below that begins to climb may still sink with the sky for a moment.
    private static let least = 0.02

    private static func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}
