public import AstrometryEngines

/// What a simulated observatory is made of.
public struct SimulatorConfiguration: Sendable {
    /// Where it stands.
    public var place: ObservingPlace
    /// What its sky, weather and noise begin with; the same seed gives the same sky.
    public var seed: UInt64
    /// How many times faster than life everything moves; the sky and the exposures keep their pace.
    public var speed: Double
    /// What the unique ids of the devices are made from; it must be another one for another observatory.
    public var identity: String

    /// Describes an observatory.
    public init(
        place: ObservingPlace = .simulated, seed: UInt64 = 1, speed: Double = 1, identity: String = "bigskies"
    ) {
        self.place = place
        self.seed = seed
        self.speed = speed
        self.identity = identity
    }
}

extension ObservingPlace {
    /// Where the simulated observatory stands when nobody says: on La Palma.
    public static let simulated = ObservingPlace(latitude: 28.7606, longitude: -17.8816, elevation: 2326)
}
