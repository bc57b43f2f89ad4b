import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel

/// What limits, coordinates and slaving need of a telescope's row.
struct TelescopeSetup: Sendable, Equatable {
    /// Where it stands.
    var siteID: UUID?
    /// How its mount turns.
    var mountType: MountType
    /// The owner's own values.
    var settings: JSONValue
}

/// What limits and coordinates need of a site's row.
struct ObservatorySite: Sendable, Equatable {
    /// Where on Earth it is.
    var place: ObservingPlace
    /// What hides the sky; nil when the stored form cannot be read.
    var horizon: HorizonProfile?
    /// Degrees below which nothing is observed.
    var minimumAltitude: Double
}

extension TelescopeSetup {
    /// Takes a telescope's row.
    init(_ config: TelescopeConfig) {
        self.init(
            siteID: config.siteID.flatMap { UUID(uuidString: $0) }, mountType: config.mountType,
            settings: config.settings)
    }
}

extension ObservatorySite {
    /// Takes a site's row.
    init(_ site: Site) {
        self.init(
            place: ObservingPlace(latitude: site.latitude, longitude: site.longitude, elevation: site.elevation),
            horizon: HorizonProfile(site.horizon, minimum: site.minimumAltitude), minimumAltitude: site.minimumAltitude)
    }
}
