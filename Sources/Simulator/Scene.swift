import AstrometryEngines
import FoundationEssentials

/// The moment and the surroundings in which a simulated device acts.
struct Scene: Sendable {
    /// Seconds since the simulation began.
    let now: Double
    /// The wall clock.
    let date: Date
    /// How many times faster than life things move.
    let pace: Double
    /// Where the observatory really stands.
    let place: ObservingPlace
    /// The weather at any time.
    let weather: Weather
    /// The sidereal time.
    let sidereal: SiderealClock
    /// The faults of the device that acts.
    var faults: Set<FaultKind> = []

    /// A rate per second as the observatory's pace makes it; nothing moves in a device that is stuck.
    func rate(_ perSecond: Double) -> Double { faults.contains(.stuck) ? 0 : perSecond * pace }

    /// A duration in seconds as the observatory's pace makes it.
    func seconds(_ seconds: Double) -> Double { seconds / pace }
}
