import Alpaca
import AlpacaServer
import AstrometryEngines

/// The movements of the mount.
extension SimulatedMount {
    /// The side of the pier from which a direction is seen.
    func destinationSide(_ pointing: Pointing) -> PierSide { pointing.hourAngle >= 0 ? .east : .west }

    /// Refuses what a parked mount does not do.
    func requireUnparked(_ scene: Scene) throws(AlpacaFault) {
        if isParked(scene) { throw .parked }
    }

    /// Slews to a place in the sky of date.
    mutating func slew(rightAscension: Double, declination: Double, _ scene: Scene) throws(AlpacaFault) {
        try requireUnparked(scene)
        guard isTracking else { throw .invalidOperation("the mount does not track; switch tracking on first") }
        let pointing = pointing(rightAscension: rightAscension, declination: declination, scene)
        guard horizontal(pointing).altitude >= 0 else {
            throw .invalidOperation("the target is below the horizon")
        }
        begin(.sky(rightAscension: rightAscension, declination: declination), rest: .field, scene)
    }

    /// Slews to a direction from the ground.
    mutating func slew(azimuth: Double, altitude: Double, _ scene: Scene) throws(AlpacaFault) {
        try requireUnparked(scene)
        guard !isTracking else { throw .invalidOperation("the mount tracks; switch tracking off first") }
        guard altitude >= 0 else { throw .invalidValue("Altitude \(altitude) is below the horizon") }
        let (hourAngle, declination) = Astrometry.hourAngle(
            horizontal: HorizontalPosition(altitude: altitude, azimuth: azimuth), latitude: site.latitude)
        let pointing = Pointing(hourAngle: hourAngle, declination: declination)
        begin(.ground(axes(for: pointing, scene)), rest: .field, scene)
    }

    /// Parks.
    mutating func park(_ scene: Scene) {
        guard !isParked(scene) else { return }
        begin(.ground(parkAxes), rest: .park, scene)
        isTracking = false
    }

    /// Goes home.
    mutating func findHome(_ scene: Scene) throws(AlpacaFault) {
        try requireUnparked(scene)
        begin(.ground(Self.homeAxes), rest: .home, scene)
        isTracking = false
    }

    /// Stops every movement; tracking is as it was before.
    mutating func abort(_ scene: Scene) throws(AlpacaFault) {
        try requireUnparked(scene)
        fold(scene)
        if let slew {
            anchor = slew.axes(at: scene.now)
            anchoredAt = scene.now
            isTracking = slew.tracked
            self.slew = nil
            rest = .field
        }
        moveRates = MountAxes(primary: 0, secondary: 0)
        pulses = []
    }

    /// Goes on after the rate of movements has changed.
    mutating func faultsChanged(_ scene: Scene) {
        guard let slew, scene.now < slew.arrival else { return }
        anchor = slew.axes(at: scene.now)
        anchoredAt = scene.now
        self.slew = nil
        begin(slew.goal, rest: slew.rest, scene)
        self.slew?.tracked = slew.tracked
    }

    private func axes(for pointing: Pointing, _ scene: Scene) -> MountAxes {
        MountAxes(
            uncorrected(pointing), side: destinationSide(pointing), isNorthern: scene.place.latitude >= 0)
    }

    private mutating func begin(_ goal: MountSlew.Goal, rest: MountSlew.Rest, _ scene: Scene) {
        let isNorthern = scene.place.latitude >= 0
        let start = axes(scene).unwound(isNorthern: isNorthern)
        let tracked = slew.map { scene.now < $0.arrival ? $0.tracked : isTracking } ?? isTracking
        moveRates = MountAxes(primary: 0, secondary: 0)
        pulses = []
        var end = start
        switch goal {
        case .sky(let rightAscension, let declination):
            end = axes(
                for: pointing(rightAscension: rightAscension, declination: declination, scene), scene)
        case .ground(let axes):
            end = axes
        }
        end = end.unwound(isNorthern: isNorthern)
        let standing = end
        var duration = self.duration(from: start, to: end, scene)
        if case .sky = goal, duration.isFinite {
            // The target moves on while the mount is on its way.
            for _ in 0..<4 {
                end.primary = standing.primary + duration * Self.sidereal
                duration = self.duration(from: start, to: end, scene)
            }
            end.primary = standing.primary + duration * Self.sidereal
        }
        slew = MountSlew(
            goal: goal, start: start, end: end, startedAt: scene.now, duration: duration,
            settling: scene.seconds(Double(settleTime)), rest: rest, tracked: tracked)
        self.rest = .field
    }

    private func duration(from start: MountAxes, to end: MountAxes, _ scene: Scene) -> Double {
        let way = max(abs(end.primary - start.primary), abs(end.secondary - start.secondary))
        let rate = scene.rate(Self.slewRate)
        // A stuck mount is always on its way.
        return rate > 0 ? way / rate : .infinity
    }
}
