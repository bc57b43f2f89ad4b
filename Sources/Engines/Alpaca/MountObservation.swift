import Alpaca

/// What a mount says about a movement.
struct MountObservation: Sendable, Equatable {
    var isSlewing: Bool?
    var isAtPark: Bool?
    var isTracking: Bool?
    var rightAscension: Double?
    var declination: Double?
    var altitude: Double?
    var azimuth: Double?

    /// The angle to a target in degrees, or nil when the mount does not say where it points.
    func distance(to target: SlewTarget) -> Double? {
        switch target {
        case .equatorial(let targetRightAscension, let targetDeclination):
            guard let rightAscension, let declination else { return nil }
            return SkyDistance.degrees(
                from: (rightAscension * 15, declination), to: (targetRightAscension * 15, targetDeclination))
        case .horizontal(let targetAltitude, let targetAzimuth):
            guard let altitude, let azimuth else { return nil }
            return SkyDistance.degrees(from: (azimuth, altitude), to: (targetAzimuth, targetAltitude))
        }
    }
}

extension MountObservation {
    /// Takes what a movement needs out of a telescope's state.
    init(_ state: AlpacaDeviceState) {
        isSlewing = state.isSlewing
        isAtPark = state.isAtPark
        isTracking = state.isTracking
        rightAscension = state.rightAscension
        declination = state.declination
        altitude = state.altitude
        azimuth = state.azimuth
    }
}
