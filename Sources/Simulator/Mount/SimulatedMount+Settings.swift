import Alpaca
import AlpacaServer
import AstrometryEngines

/// Tracking, guiding, synchronising and moving by rates.
extension SimulatedMount {
    /// Switches tracking.
    mutating func setTracking(_ isOn: Bool, _ scene: Scene) throws(AlpacaFault) {
        if isOn {
            try requireUnparked(scene)
            if let slew, slew.rest != .field, isOnItsWay(scene) {
                throw .invalidOperation("the mount is on its way to rest")
            }
        }
        fold(scene)
        isTracking = isOn
        slew?.tracked = isOn
        if isOn { rest = .field }
    }

    /// Chooses the rate of tracking; offsets belong to the sidereal rate.
    mutating func setTrackingRate(_ rate: DriveRate, _ scene: Scene) {
        fold(scene)
        trackingRate = rate
        if rate != .sidereal {
            rightAscensionRate = 0
            declinationRate = 0
        }
    }

    /// Sets one of the offsets to the sidereal rate.
    mutating func setOffset(
        _ offset: WritableKeyPath<SimulatedMount, Double>, to rate: Double, _ scene: Scene
    ) throws(AlpacaFault) {
        guard trackingRate == .sidereal || rate == 0 else {
            throw .invalidOperation("an offset belongs to the sidereal rate")
        }
        fold(scene)
        self[keyPath: offset] = rate
    }

    /// Moves an axis at a rate until the rate becomes 0.
    mutating func moveAxis(_ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        guard let axis = TelescopeAxis(rawValue: try arguments.integer("Axis", in: 0...2)) else { return }
        let rate = try arguments.double("Rate")
        guard axis != .tertiary else { throw .notImplemented("MoveAxis of the tertiary axis") }
        guard abs(rate) <= Self.slewRate * scene.pace else {
            throw .invalidValue("Rate \(rate) is above \(Self.slewRate * scene.pace)")
        }
        try requireUnparked(scene)
        guard !isOnItsWay(scene) else { throw .invalidOperation("the mount is slewing") }
        fold(scene)
        let stuckRate = scene.faults.contains(.stuck) ? 0 : rate
        if axis == .primary { moveRates.primary = stuckRate } else { moveRates.secondary = stuckRate }
        if rate != 0 { rest = .field }
    }

    /// Moves a little at the guide rate.
    mutating func pulseGuide(_ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        guard let direction = GuideDirection(rawValue: try arguments.integer("Direction", in: 0...3)) else { return }
        let duration = try arguments.integer("Duration", in: 0...60_000)
        try requireUnparked(scene)
        guard !isSlewing(scene) else { throw .invalidOperation("the mount is slewing") }
        guard isTracking else { throw .invalidOperation("the mount does not track") }
        fold(scene)
        let isPrimary = direction == .east || direction == .west
        guard !pulses.contains(where: { $0.isPrimary == isPrimary }) else {
            throw .invalidOperation("a pulse is under way on this axis")
        }
        let side = axes(scene).side
        let rate: Double =
            switch direction {
            case .west: guideRates.primary
            case .east: -guideRates.primary
            // North is north on both sides of the pier; the axis turns the other way on the far side.
            case .north: side == .west ? -guideRates.secondary : guideRates.secondary
            case .south: side == .west ? guideRates.secondary : -guideRates.secondary
            }
        pulses.append(
            GuidePulse(
                direction: direction, rate: rate, startedAt: scene.now,
                endsAt: scene.now + Double(duration) / 1000))
        rest = .field
    }

    /// Believes to look at a place in the sky of date.
    mutating func sync(rightAscension: Double, declination: Double, _ scene: Scene) throws(AlpacaFault) {
        try requireUnparked(scene)
        guard isTracking else { throw .invalidOperation("the mount does not track") }
        try sync(to: pointing(rightAscension: rightAscension, declination: declination, scene), scene)
    }

    /// Believes to look in a direction from the ground.
    mutating func sync(azimuth: Double, altitude: Double, _ scene: Scene) throws(AlpacaFault) {
        try requireUnparked(scene)
        guard !isTracking else { throw .invalidOperation("the mount tracks") }
        let (hourAngle, declination) = Astrometry.hourAngle(
            horizontal: HorizontalPosition(altitude: altitude, azimuth: azimuth), latitude: site.latitude)
        try sync(to: Pointing(hourAngle: hourAngle, declination: declination), scene)
    }

    private mutating func sync(to pointing: Pointing, _ scene: Scene) throws(AlpacaFault) {
        guard !isSlewing(scene) else { throw .invalidOperation("the mount is slewing") }
        let actual = axes(scene).pointing
        correction = MountAxes(
            primary: Angle.signed((pointing.hourAngle - actual.hourAngle) * 15),
            secondary: pointing.declination - actual.declination)
    }
}
