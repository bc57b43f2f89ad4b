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
        let mount = try await controlledMount(request, caller)
        let stop = stops.count(of: mount.id, puttingAway: false)
        try await requireWithinLimits(request.tracking == true ? .tracking : .setting("tracking"), mount)
        try requireNotStopped(mount, since: stop)
        if let rate = request.trackingRate {
            try await engine.write("trackingrate", ["TrackingRate": .integer(rate.number)], to: mount.id)
        }
        if let tracking = request.tracking {
            try requireNotStopped(mount, since: stop)
            try await engine.setTracking(tracking, of: id)
            // A stop that came meanwhile has the last word.
            if tracking, stops.count(of: mount.id, puttingAway: false) != stop {
                try await engine.setTracking(false, of: id)
                throw Self.stopped
            }
            if tracking { resumeSlaving(id) }
        }
        for (member, name, rate) in [
            ("rightascensionrate", "RightAscensionRate", request.rightAscensionRate),
            ("declinationrate", "DeclinationRate", request.declinationRate),
        ] {
            guard let rate else { continue }
            try requireNotStopped(mount, since: stop)
            try await engine.write(member, [name: .double(rate.value)], to: mount.id)
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
