import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Lets a telescope follow the sky, or stand still, or changes how it follows.
    ///
    /// The rate is set before tracking is switched on and offsets after it: ASCOM takes offsets of the sidereal rate only.
    func track(_ request: TrackRequest, for caller: Caller) async throws(ServiceError) -> TrackResponse {
        guard
            request.tracking != nil || request.trackingRate != nil || request.rightAscensionRate != nil
                || request.declinationRate != nil
        else {
            throw ServiceError(
                .invalidRequest,
                "name tracking, tracking_rate, right_ascension_rate or declination_rate", details: ["field": "tracking"]
            )
        }
        let id = request.telescopeID
        let mount = try mount(of: id)
        let stop = stops.count(of: mount.id, puttingAway: false)
        try await requireControl(id, takingOver: request.takeOver ?? false, caller)
        try await requireWithinLimits(request.tracking == true ? .tracking : .setting("tracking"), mount)
        try requireNotStopped(mount, since: stop)
        if let rate = request.trackingRate {
            let number = rate.number
            try await engine.write("trackingrate", ["TrackingRate": .integer(number)], to: mount.id)
            try await verify("trackingrate", .number(Double(number)), "tracking_rate", of: mount)
        }
        if let tracking = request.tracking {
            try requireNotStopped(mount, since: stop)
            try await engine.setTracking(tracking, of: id)
            // A stop that came meanwhile has the last word.
            if tracking, stops.count(of: mount.id, puttingAway: false) != stop {
                try await engine.setTracking(false, of: id)
                throw Self.stopped
            }
        }
        for (member, name, rate, field) in [
            ("rightascensionrate", "RightAscensionRate", request.rightAscensionRate, "right_ascension_rate"),
            ("declinationrate", "DeclinationRate", request.declinationRate, "declination_rate"),
        ] {
            guard let rate else { continue }
            try requireNotStopped(mount, since: stop)
            try await engine.write(member, [name: .double(rate.value)], to: mount.id)
            try await verify(member, .number(rate.value), field, of: mount)
        }
        return TrackResponse(
            telescopeID: id.text, tracking: try await tracking(of: mount, request.tracking),
            trackingRate: request.trackingRate, rightAscensionRate: request.rightAscensionRate?.value,
            declinationRate: request.declinationRate?.value)
    }

    private func tracking(of mount: AttachedDevice, _ wanted: Bool?) async throws(ServiceError) -> Bool? {
        if let wanted { return wanted }
        return try await engine.device(mount.id).state?.isTracking
    }

    /// Looks that a mount has taken a number.
    ///
    /// - Throws: `unavailable` when it says another.
    func verify(
        _ member: String, _ value: JSONValue, _ field: String, of device: AttachedDevice,
        within tolerance: Double = 1e-4
    ) async throws(ServiceError) {
        let said = try await engine.value(member, of: device.id)
        guard let wanted = value.double, let number = said.double, abs(number - wanted) <= tolerance else {
            throw ServiceError(
                .unavailable, "the mount took \(field) and says another value", details: [field: said, "wanted": value])
        }
    }
}

extension TrackingRate {
    /// ASCOM's number.
    var number: Int {
        switch self {
        case .sidereal: DriveRate.sidereal.rawValue
        case .lunar: DriveRate.lunar.rawValue
        case .solar: DriveRate.solar.rawValue
        case .king: DriveRate.king.rawValue
        }
    }
}
