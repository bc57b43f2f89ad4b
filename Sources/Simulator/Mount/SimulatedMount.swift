import Alpaca
import AstrometryEngines
import FoundationEssentials

/// A German equatorial mount: two axes whose angles follow from the last order and the time.
struct SimulatedMount: Sendable {
    /// Degrees per second of a slew.
    static let slewRate = 4.0
    /// Degrees per second of the sky.
    static let sidereal = SiderealClock.degreesPerSecond

    var anchor: MountAxes
    var anchoredAt: Double
    var slew: MountSlew?
    var pulses: [GuidePulse] = []
    var rest = MountSlew.Rest.park

    var isTracking = false
    var trackingRate = DriveRate.sidereal
    /// Seconds of right ascension per sidereal second.
    var rightAscensionRate = 0.0
    /// Seconds of arc per second.
    var declinationRate = 0.0
    /// Degrees per second of each axis.
    var moveRates = MountAxes(primary: 0, secondary: 0)
    /// Degrees per second for guiding.
    var guideRates = MountAxes(primary: sidereal / 2, secondary: sidereal / 2)

    var parkAxes: MountAxes
    var settleTime = 0
    var target: (rightAscension: Double?, declination: Double?)
    /// What a sync has added to where the axes really point: degrees of hour angle and declination.
    var correction = MountAxes(primary: 0, secondary: 0)
    /// The mount's idea of where and when it is.
    var site: ObservingPlace
    var clockOffset = 0.0

    /// A mount parked at the pole.
    init(at place: ObservingPlace) {
        site = place
        parkAxes = MountAxes(primary: 90, secondary: place.latitude >= 0 ? 90 : -90)
        anchor = parkAxes
        anchoredAt = 0
    }

    /// Home: the meridian and the equator.
    static let homeAxes = MountAxes(primary: 0, secondary: 0)
}

extension SimulatedMount {
    /// The angles of the axes.
    func axes(_ scene: Scene) -> MountAxes {
        if let slew, scene.now < slew.arrival { return slew.axes(at: scene.now) }
        var axes = slew?.end ?? anchor
        let passed = max(0, scene.now - (slew?.arrival ?? anchoredAt))
        let rates = driftRates(on: axes.side)
        axes.primary += passed * rates.primary
        axes.secondary += passed * rates.secondary
        for pulse in pulses {
            if pulse.isPrimary {
                axes.primary += pulse.moved(at: scene.now)
            } else {
                axes.secondary += pulse.moved(at: scene.now)
            }
        }
        return axes
    }

    // Degrees per second of the axes while nothing else moves them.
    private func driftRates(on side: PierSide) -> MountAxes {
        var rates = moveRates
        guard isTracking else { return rates }
        // A second of right ascension in a sidereal second is what the sky turns in a second.
        rates.primary += trackingRate.degreesPerSecond - rightAscensionRate * Self.sidereal
        rates.secondary += (side == .west ? -declinationRate : declinationRate) / 3600
        return rates
    }

    /// Takes what the axes are now as the beginning of what follows, before a rate changes.
    mutating func fold(_ scene: Scene) {
        guard slew.map({ scene.now >= $0.arrival }) ?? true else { return }
        if let slew, scene.now < slew.finish {
            // The mount still settles: keep that, from where it is now.
            let axes = axes(scene)
            self.slew?.start = axes
            self.slew?.end = axes
            self.slew?.settling = slew.finish - scene.now
            self.slew?.startedAt = scene.now
            self.slew?.duration = 0
            keepPulses(scene)
            return
        }
        let axes = axes(scene)
        if let slew { rest = slew.rest }
        slew = nil
        anchor = axes
        anchoredAt = scene.now
        keepPulses(scene)
    }

    private mutating func keepPulses(_ scene: Scene) {
        pulses = pulses.filter { scene.now < $0.endsAt }.map { pulse in
            var rest = pulse
            rest.startedAt = scene.now
            return rest
        }
    }

    /// What the mount is now.
    func currentRest(_ scene: Scene) -> MountSlew.Rest {
        guard let slew else { return rest }
        return scene.now < slew.finish ? .field : slew.rest
    }

    /// Whether the mount is parked.
    func isParked(_ scene: Scene) -> Bool { currentRest(scene) == .park }

    /// Whether the mount goes somewhere or settles there.
    func isOnItsWay(_ scene: Scene) -> Bool { slew.map { scene.now < $0.finish } ?? false }

    /// Whether the mount moves other than with the sky.
    func isSlewing(_ scene: Scene) -> Bool {
        isOnItsWay(scene) || moveRates != MountAxes(primary: 0, secondary: 0)
    }

    /// Whether it guides.
    func isPulseGuiding(_ scene: Scene) -> Bool { pulses.contains { scene.now < $0.endsAt } }
}

extension DriveRate {
    /// Degrees per second.
    ///
    /// Source: ASCOM, DriveRates: seconds of arc per second.
    var degreesPerSecond: Double {
        switch self {
        case .sidereal: SimulatedMount.sidereal
        case .lunar: 14.685 / 3600
        case .solar: 15.0 / 3600
        case .king: 15.0369 / 3600
        }
    }
}
