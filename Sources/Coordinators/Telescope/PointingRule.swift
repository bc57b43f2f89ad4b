import Alpaca
import AlpacaEngines
import Contracts
import Kernel

/// How the coordinates of a request become those of a mount, and back.
///
/// Mounts of the equinox of date need a conversion that this version does not have: nothing is sent that would point
/// elsewhere than was asked for.
enum PointingRule {
    /// A request's target in the mount's own system.
    ///
    /// - Parameters:
    ///   - target: The request's target.
    ///   - system: What the mount says of its coordinates; nil when it does not say.
    /// - Returns: The target to send.
    /// - Throws: `invalid_request` when the mount takes coordinates of another equinox.
    static func target(_ target: SkyTarget, for system: EquatorialSystem?) throws(ServiceError) -> SlewTarget {
        switch target {
        case .horizontal(let altitude, let azimuth):
            return .horizontal(altitude: altitude.value, azimuth: azimuth.value)
        case .equatorial(let rightAscension, let declination, let equinox):
            try check(equinox, system ?? .other)
            return .equatorial(rightAscension: rightAscension.value, declination: declination.value)
        }
    }

    private static func check(_ equinox: Equinox, _ system: EquatorialSystem) throws(ServiceError) {
        switch (system, equinox) {
        case (.other, _), (.topocentric, .date), (.j2000, .j2000): return
        case (.topocentric, .j2000):
            throw ServiceError(
                .invalidRequest,
                "this mount takes coordinates of date and this version does not convert: give them with \"equinox\":\"date\"",
                details: ["field": "equinox", "cure": "\"equinox\":\"date\"", "equatorial_system": 1])
        case (.j2000, .date):
            throw ServiceError(
                .invalidRequest,
                "this mount takes J2000 coordinates and this version does not convert: give them without equinox",
                details: ["field": "equinox", "equatorial_system": 2])
        case (.j2050, _), (.b1950, _):
            throw ServiceError(
                .invalidState, "this mount takes coordinates of an equinox that this version does not convert to",
                details: ["equatorial_system": .integer(Int64(system.rawValue))])
        }
    }

    /// Puts where a mount points into its status: as ICRS, as of date, or not at all.
    static func fill(
        _ status: inout MountStatus, rightAscension: Double?, declination: Double?, _ system: EquatorialSystem?
    ) {
        switch system ?? .other {
        case .other, .j2000:
            status.rightAscension = rightAscension
            status.declination = declination
        case .topocentric:
            status.rightAscensionOfDate = rightAscension
            status.declinationOfDate = declination
        case .j2050, .b1950: return
        }
    }

    /// The equinox in which a mount's numbers are, or nil when it does not say.
    static func equinox(_ system: EquatorialSystem?) -> Equinox? {
        switch system ?? .other {
        case .j2000: .j2000
        case .topocentric: .date
        case .other, .j2050, .b1950: nil
        }
    }
}
