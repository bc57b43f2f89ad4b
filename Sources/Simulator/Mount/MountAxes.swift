import Alpaca

/// The two axes of a German equatorial mount in degrees.
///
/// The primary axis is the hour angle on the normal side of the pier (tube looks west) and the hour angle plus half a turn
/// through the pole; the secondary is the declination, counted on beyond the pole on the other side.
struct MountAxes: Sendable, Equatable {
    var primary: Double
    var secondary: Double

    /// Names the two angles.
    init(primary: Double, secondary: Double) {
        self.primary = primary
        self.secondary = secondary
    }

    /// The angles that point somewhere on one side of the pier.
    ///
    /// - Parameters:
    ///   - pointing: Where the tube looks.
    ///   - side: The side of the pier.
    ///   - isNorthern: Whether the pole that is seen is the northern one.
    init(_ pointing: Pointing, side: PierSide, isNorthern: Bool) {
        let hourAngle = Angle.signed(pointing.hourAngle * 15)
        if side == .west {
            primary = hourAngle + 180
            secondary = (isNorthern ? 180 : -180) - pointing.declination
        } else {
            primary = hourAngle
            secondary = pointing.declination
        }
    }

    /// The side of the pier.
    var side: PierSide { abs(Angle.signed(secondary)) <= 90 ? .east : .west }

    /// Where the tube looks.
    var pointing: Pointing {
        let folded = Angle.signed(secondary)
        if abs(folded) <= 90 { return Pointing(hourAngle: Angle.signed(primary) / 15, declination: folded) }
        return Pointing(
            hourAngle: Angle.signed(primary - 180) / 15, declination: (folded > 0 ? 180 : -180) - folded)
    }

    /// The same angles without whole turns, so that a way between two goes past the pole that is seen.
    func unwound(isNorthern: Bool) -> MountAxes {
        MountAxes(
            primary: Angle.degrees(primary, from: -90),
            secondary: Angle.degrees(secondary, from: isNorthern ? -90 : -270))
    }

    /// The angles a part of the way to others.
    func part(_ fraction: Double, of end: MountAxes) -> MountAxes {
        MountAxes(
            primary: primary + fraction * (end.primary - primary),
            secondary: secondary + fraction * (end.secondary - secondary))
    }
}

/// Where a tube looks, seen from the ground.
struct Pointing: Sendable, Equatable {
    /// Hours past the meridian, −12 … 12.
    var hourAngle: Double
    /// Degrees.
    var declination: Double
}
