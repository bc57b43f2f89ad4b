public import AstrometryEngines

/// What a simulated observatory is made of.
public struct SimulatedObservatory: Sendable {
    /// Where it stands.
    public let place: ObservingPlace

    /// Describes an observatory.
    public init(place: ObservingPlace) {
        self.place = place
    }
}
