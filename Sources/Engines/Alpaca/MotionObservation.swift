import Kernel

/// What a device says about its motions: believable values by name, everything else is absent.
struct MotionObservation: Sendable, Hashable {
    var values: [String: JSONValue] = [:]

    subscript(name: String) -> JSONValue? { values[name] }

    /// Where the device points, in degrees, for an angle to a target; nil when it does not say.
    func distance(to target: SlewTarget) -> Double? {
        switch target {
        case .equatorial(let targetRightAscension, let targetDeclination):
            guard let rightAscension = self["RightAscension"]?.double, let declination = self["Declination"]?.double
            else { return nil }
            return SkyDistance.degrees(
                from: (rightAscension * 15, declination), to: (targetRightAscension * 15, targetDeclination))
        case .horizontal(let targetAltitude, let targetAzimuth):
            guard let altitude = self["Altitude"]?.double, let azimuth = self["Azimuth"]?.double else { return nil }
            return SkyDistance.degrees(from: (azimuth, altitude), to: (targetAzimuth, targetAltitude))
        }
    }
}
