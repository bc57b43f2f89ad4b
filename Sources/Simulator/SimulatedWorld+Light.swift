import Alpaca
import AstrometryEngines
import FoundationEssentials
import Glibc

extension SimulatedWorld {
    /// What falls on the sensor from now on.
    func lightPath(isLight: Bool, for duration: Double, _ scene: Scene) -> LightPath {
        guard isLight, let filter = wheel.filter(scene) else { return .dark }
        if cover.coverState(scene) == .closed {
            let lamp = cover.light(scene)
            return lamp > 0 ? .flat(lamp * filter.transmission * 20_000) : .dark
        }
        let direction = mount.trueHorizontal(scene)
        guard cover.coverState(scene) == .open, direction.altitude > 0,
            dome.shows(azimuth: direction.azimuth, altitude: direction.altitude, scene)
        else { return .dark }
        let weather = scene.weather
        let clouds = 1 - weather.cloudCover(at: scene.date) / 100
        // Air in units of the zenith's (Pickering 2002), and what it takes away.
        let lifted = direction.altitude + 244 / (165 + 47 * pow(direction.altitude, 1.1))
        let airMass = 1 / sin(lifted * Double.pi / 180)
        return .sky(
            SkyView(
                start: truth(scene), end: truth(scene.later(by: duration)),
                angle: rotator.mechanical(scene) + (mount.axes(scene).side == .west ? 180 : 0),
                defocus: focuser.defocus(filterOffset: filter.focusOffset, scene),
                seeing: weather.seeing(at: scene.date) * pow(airMass, 0.6),
                transmission: filter.transmission * clouds * pow(10, -0.4 * 0.15 * airMass),
                skyQuality: weather.skyQuality(at: scene.date)))
    }

    private func truth(_ scene: Scene) -> EquatorialPosition {
        Astrometry.icrs(mount.truePosition(scene), at: scene.date, scene.place)
    }
}

extension Scene {
    /// The same surroundings some seconds later.
    func later(by seconds: Double) -> Scene {
        Scene(
            now: now + seconds, date: date.addingTimeInterval(seconds), pace: pace, place: place, weather: weather,
            sidereal: sidereal, faults: faults)
    }
}
