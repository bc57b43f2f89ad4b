import AstrometryEngines
import FoundationEssentials

/// Where the mount believes to look, and where it really looks.
extension SimulatedMount {
    /// The mount's clock.
    func clock(_ scene: Scene) -> Date { scene.date.addingTimeInterval(clockOffset) }

    /// The mount's sidereal time in hours.
    func siderealTime(_ scene: Scene) -> Double { scene.sidereal.time(at: clock(scene), longitude: site.longitude) }

    /// Where the mount says that it looks, from the ground.
    func pointing(_ scene: Scene) -> Pointing {
        let actual = axes(scene).pointing
        return Pointing(
            hourAngle: Angle.signed(actual.hourAngle * 15 + correction.primary) / 15,
            declination: min(max(actual.declination + correction.secondary, -90), 90))
    }

    /// Where the mount says that it looks, in the sky of date.
    func position(_ scene: Scene) -> EquatorialPosition {
        let pointing = pointing(scene)
        return EquatorialPosition(
            rightAscension: Angle.hours(siderealTime(scene) - pointing.hourAngle), declination: pointing.declination)
    }

    /// Where the mount says that it looks, above the horizon of its site.
    func horizontal(_ scene: Scene) -> HorizontalPosition { horizontal(pointing(scene)) }

    /// Where a direction is above the horizon of the mount's site.
    func horizontal(_ pointing: Pointing) -> HorizontalPosition {
        Astrometry.horizontal(
            hourAngle: pointing.hourAngle, declination: pointing.declination, latitude: site.latitude)
    }

    /// The direction of a place in the sky of date, now.
    func pointing(rightAscension: Double, declination: Double, _ scene: Scene) -> Pointing {
        Pointing(
            hourAngle: Angle.signed((siderealTime(scene) - rightAscension) * 15) / 15, declination: declination)
    }

    /// The angle in the sky for axes that the mount believes to be there.
    func uncorrected(_ pointing: Pointing) -> Pointing {
        Pointing(
            hourAngle: Angle.signed(pointing.hourAngle * 15 - correction.primary) / 15,
            declination: min(max(pointing.declination - correction.secondary, -90), 90))
    }

    /// Where the tube really looks, from the ground.
    func trueHorizontal(_ scene: Scene) -> HorizontalPosition {
        let actual = axes(scene).pointing
        return Astrometry.horizontal(
            hourAngle: actual.hourAngle, declination: actual.declination, latitude: scene.place.latitude)
    }

    /// Where the tube really looks, in the sky of date: the clock and the site of the mount have no say in it.
    func truePosition(_ scene: Scene) -> EquatorialPosition {
        let actual = axes(scene).pointing
        let siderealTime = scene.sidereal.time(at: scene.date, longitude: scene.place.longitude)
        return EquatorialPosition(
            rightAscension: Angle.hours(siderealTime - actual.hourAngle), declination: actual.declination)
    }
}
