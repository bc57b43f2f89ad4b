import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// The site of a telescope; nil when it has none.
    func site(of telescopeID: UUID) -> ObservatorySite? { setups[telescopeID]?.siteID.flatMap { sites[$0] } }

    /// How coordinates of a mount are to be understood now.
    func pointing(_ mount: DeviceSnapshot?, of telescopeID: UUID) -> PointingRule {
        PointingRule(
            system: mount?.facts?.equatorialSystem, place: site(of: telescopeID)?.place, date: time.date())
    }

    /// Where a mount points above the horizon; nil when it does not say.
    ///
    /// What the mount says of altitude and azimuth counts before its right ascension and declination: a mount with a
    /// wrong clock knows its axes and not its hour.
    func direction(_ mount: DeviceSnapshot?, of telescopeID: UUID) -> HorizontalPosition? {
        guard let mount, mount.isConnected, let state = mount.state else { return nil }
        if let altitude = state.altitude, let azimuth = state.azimuth {
            return HorizontalPosition(altitude: altitude, azimuth: azimuth)
        }
        guard let rightAscension = state.rightAscension, let declination = state.declination else { return nil }
        return pointing(mount, of: telescopeID).horizontal(
            EquatorialPosition(rightAscension: rightAscension, declination: declination))
    }

    /// What a mount said of itself when it was connected.
    ///
    /// - Throws: `invalid_state` or `unavailable` when it is not connected.
    func connectedMount(_ device: AttachedDevice) async throws(ServiceError) -> (DeviceSnapshot, DeviceFacts) {
        try await requireWithinLimits(.setting(""), device)
        let snapshot = try await engine.device(device.id)
        guard let facts = snapshot.facts else {
            throw ServiceError(.unavailable, "the telescope does not answer: it is being connected")
        }
        return (snapshot, facts)
    }
}
