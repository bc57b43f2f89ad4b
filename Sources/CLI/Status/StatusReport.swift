import Contracts
import Health

/// What there is to know of an observatory at one moment, for one screen.
struct StatusReport: Encodable, Sendable {
    /// Where it was asked.
    var place: String
    /// How everything is.
    var status: HealthStatus
    /// The coordinators by their names.
    var components: [String: HealthGetResponse.Component] = [:]
    /// The nodes.
    var nodes: [HealthGetResponse.Node] = []
    /// The telescopes that the caller may read.
    var telescopes: [TelescopeLine] = []
    /// What is left out, and why.
    var notes: [String] = []

    /// Describes an observatory.
    init(place: String, status: HealthStatus) {
        self.place = place
        self.status = status
    }

    /// The exit code, as monitoring plug-ins have it: 0 fine, 1 warning, 2 critical, 3 unknown.
    var exitCode: Int32 {
        switch status {
        case .healthy: 0
        case .degraded: 1
        case .unhealthy: 2
        case .unknown: 3
        }
    }
}

/// How one telescope is.
struct TelescopeLine: Encodable, Sendable, Equatable {
    /// Its id.
    var id: String
    /// Its name.
    var name: String
    /// `tracking`, `slewing`, `parked`, `idle`, `disconnected` or `unknown`.
    var state: String
    /// Where it points, when that is known.
    var rightAscension: Double?
    var declination: Double?
    var altitude: Double?
    var azimuth: Double?
    /// Its devices that do not answer.
    var silent: [String] = []
    /// Why it cannot be said.
    var failure: String?

    enum CodingKeys: String, CodingKey {
        case id, name, state, declination, altitude, azimuth, silent, failure
        case rightAscension = "right_ascension"
    }

    /// Describes a telescope of which only the name is known.
    init(_ config: TelescopeConfig, failure: String? = nil) {
        id = config.id
        name = config.name
        state = config.enabled ? "unknown" : "disabled"
        self.failure = failure
    }

    /// Describes a telescope.
    init(_ config: TelescopeConfig, _ answer: StatusResponse) {
        self.init(config)
        let mount = answer.status
        state = Self.state(of: mount)
        (rightAscension, declination) = (mount.rightAscension, mount.declination)
        (altitude, azimuth) = (mount.altitude, mount.azimuth)
        silent = answer.devices.filter { !$0.value.connected }.keys.sorted()
    }

    private static func state(of mount: MountStatus) -> String {
        guard mount.connected else { return "disconnected" }
        if mount.slewing == true { return "slewing" }
        if mount.atPark == true { return "parked" }
        if mount.tracking == true { return "tracking" }
        return mount.tracking == nil ? "unknown" : "idle"
    }
}
