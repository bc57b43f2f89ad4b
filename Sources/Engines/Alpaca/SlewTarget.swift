public import Kernel

/// Where a mount is sent.
public enum SlewTarget: Sendable, Hashable {
    /// Hours and degrees in the mount's own equatorial system.
    case equatorial(rightAscension: Double, declination: Double)
    /// Degrees above the horizon, and from north through east.
    case horizontal(altitude: Double, azimuth: Double)

    /// Refuses a target that is nowhere in the sky.
    ///
    /// - Throws: `ServiceError` `invalid_request` naming the field.
    public func validate() throws(ServiceError) {
        switch self {
        case .equatorial(let rightAscension, let declination):
            guard rightAscension >= 0, rightAscension < 24 else {
                throw Self.invalid("right_ascension", "0 ≤ right_ascension < 24 hours")
            }
            guard declination >= -90, declination <= 90 else {
                throw Self.invalid("declination", "-90 ≤ declination ≤ 90 degrees")
            }
        case .horizontal(let altitude, let azimuth):
            guard altitude >= -90, altitude <= 90 else {
                throw Self.invalid("altitude", "-90 ≤ altitude ≤ 90 degrees")
            }
            guard azimuth >= 0, azimuth < 360 else { throw Self.invalid("azimuth", "0 ≤ azimuth < 360 degrees") }
        }
    }

    private static func invalid(_ field: String, _ range: String) -> ServiceError {
        ServiceError(.invalidRequest, "\(field) must be \(range)", details: ["field": .string(field)])
    }
}
