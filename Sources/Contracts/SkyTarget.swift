public import Kernel

/// A place in the sky, as a request names it.
public enum SkyTarget: Sendable, Equatable {
    /// Hours and degrees, of an equinox.
    case equatorial(RightAscension, Declination, Equinox)
    /// Degrees above the horizon, and from north through east.
    case horizontal(Altitude, Azimuth)
}

/// A request that names a place in the sky, in one of two ways.
public protocol SkyTargeting: Sendable {
    /// Hours; together with the declination.
    var rightAscension: RightAscension? { get }
    /// Degrees; together with the right ascension.
    var declination: Declination? { get }
    /// The equinox of right ascension and declination; ICRS when nil.
    var equinox: Equinox? { get }
    /// Degrees; together with the azimuth.
    var altitude: Altitude? { get }
    /// Degrees; together with the altitude.
    var azimuth: Azimuth? { get }
}

extension SkyTargeting {
    /// The one target that the request names.
    ///
    /// - Returns: The target.
    /// - Throws: `invalid_request` when it names none, half of one or two.
    public func target() throws(ServiceError) -> SkyTarget {
        let namesEquatorial = rightAscension != nil || declination != nil
        let namesHorizontal = altitude != nil || azimuth != nil
        guard namesEquatorial != namesHorizontal else {
            throw ServiceError(
                .invalidRequest, "name either right_ascension and declination, or altitude and azimuth")
        }
        guard namesEquatorial else {
            guard equinox == nil else {
                throw ServiceError(.invalidRequest, "field equinox belongs to right_ascension and declination")
            }
            return .horizontal(try Self.required(altitude, "altitude"), try Self.required(azimuth, "azimuth"))
        }
        return .equatorial(
            try Self.required(rightAscension, "right_ascension"), try Self.required(declination, "declination"),
            equinox ?? .j2000)
    }

    private static func required<Value>(_ value: Value?, _ field: String) throws(ServiceError) -> Value {
        guard let value else {
            throw ServiceError(.invalidRequest, "field \(field) is missing", details: ["field": .string(field)])
        }
        return value
    }
}
