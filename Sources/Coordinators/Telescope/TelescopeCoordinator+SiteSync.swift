import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Gives a mount the site of its telescope and the time of now, and looks that it has taken them.
    ///
    /// What the mount has right already is left alone: many cannot set their clock and have it from elsewhere.
    /// - Parameter mount: The mount, connected.
    /// - Throws: `invalid_state` without a site or while the mount moves, `unavailable` when it did not take a value.
    func syncSite(_ mount: AttachedDevice) async throws(ServiceError) {
        guard let place = site(of: mount.telescopeID)?.place else {
            throw ServiceError(
                .invalidState, "the telescope has no site", details: ["cure": "telescope/config/update with site_id"])
        }
        try await requireStandstill(mount.telescopeID)
        let rows: [(member: String, parameter: String, value: Double, tolerance: Double)] = [
            // Mounts keep whole arcseconds and whole metres.
            ("sitelatitude", "SiteLatitude", place.latitude, 0.001),
            ("sitelongitude", "SiteLongitude", place.longitude, 0.001),
            ("siteelevation", "SiteElevation", place.elevation, 1),
        ]
        for row in rows {
            if let said = try? await engine.value(row.member, of: mount.id).double,
                abs(said - row.value) <= row.tolerance
            {
                continue
            }
            try await engine.write(row.member, [row.parameter: .double(row.value)], to: mount.id)
            let said = try await engine.value(row.member, of: mount.id)
            guard let number = said.double, abs(number - row.value) <= row.tolerance else {
                throw Self.notTaken(row.member, said)
            }
        }
        try await syncClock(mount)
    }

    private func syncClock(_ mount: AttachedDevice) async throws(ServiceError) {
        guard !isInTime(try await engine.value("utcdate", of: mount.id)) else { return }
        try await engine.write("utcdate", ["UTCDate": .string(Timestamp.text(time.date()))], to: mount.id)
        let said = try await engine.value("utcdate", of: mount.id)
        guard isInTime(said) else { throw Self.notTaken("utcdate", said) }
    }

    /// Whether a mount's clock is right: two seconds of time are half an arcminute on the sky.
    private func isInTime(_ said: JSONValue) -> Bool {
        guard let date = said.text.flatMap({ Timestamp.date($0) }) else { return false }
        return abs(date.timeIntervalSince(time.date())) <= 2
    }

    private static func notTaken(_ member: String, _ said: JSONValue) -> ServiceError {
        ServiceError(
            .unavailable, "the mount did not take \(member)", details: ["field": .string(member), "value": said])
    }
}
