import AstrometryEngines

/// What the camera sees during an exposure.
enum LightPath: Sendable, Equatable {
    /// Nothing.
    case dark
    /// The lamp in the cover: electrons per second and pixel in the middle.
    case flat(Double)
    /// The sky.
    case sky(SkyView)
}

/// A view through the tube.
struct SkyView: Sendable, Equatable {
    /// Where the middle of the picture is at the beginning, ICRS.
    var start: EquatorialPosition
    /// Where it is at the planned end.
    var end: EquatorialPosition
    /// Degrees by which the picture is turned, from north through east.
    var angle: Double
    /// Steps of the focuser beside the best focus.
    var defocus: Double
    /// Seconds of arc.
    var seeing: Double
    /// The part of the light that passes filter and clouds.
    var transmission: Double
    /// Magnitudes per square second of arc.
    var skyQuality: Double
}
