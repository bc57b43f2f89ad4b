import FoundationEssentials
import Glibc

/// A cooler that brings the sensor towards its set point, and lets it warm up when it is off.
struct CameraCooler: Sendable {
    /// Seconds in which a difference shrinks to its third.
    static let inertia = 15.0
    static let setPoints = -60.0...30.0

    private(set) var isOn = false
    private(set) var setPoint = -10.0
    private var start: Double
    private var startedAt: Double

    /// A cooler that is off in some air.
    init(air: Double) {
        start = air
        startedAt = 0
    }

    private func goal(_ scene: Scene) -> Double {
        let air = scene.weather.temperature(at: scene.date)
        return isOn ? min(max(setPoint, air - CameraSensor.deepestCooling), air) : air
    }

    /// Degrees Celsius of the sensor.
    func temperature(_ scene: Scene) -> Double {
        let goal = goal(scene)
        let rest = exp(-max(0, scene.now - startedAt) / scene.seconds(Self.inertia))
        let temperature = goal + (start - goal) * rest
        // The regulation knows no smaller step.
        return (temperature * 100).rounded() / 100
    }

    /// Percent.
    func power(_ scene: Scene) -> Double {
        guard isOn else { return 0 }
        let below = scene.weather.temperature(at: scene.date) - temperature(scene)
        return min(max(100 * below / CameraSensor.deepestCooling, 0), 100)
    }

    /// Switches it, or sets another goal.
    mutating func set(isOn: Bool? = nil, setPoint: Double? = nil, _ scene: Scene) {
        start = temperature(scene)
        startedAt = scene.now
        self.isOn = isOn ?? self.isOn
        self.setPoint = setPoint ?? self.setPoint
    }
}
