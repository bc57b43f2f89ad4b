/// The tube of the simulated observatory.
enum Optics {
    /// Metres.
    static let aperture = 0.25
    /// Square metres, without the shadow of the secondary mirror.
    static let area = .pi * aperture * aperture / 4 * (1 - obstruction * obstruction)
    /// Metres.
    static let focalLength = 1.0
    /// The secondary mirror's diameter as a part of the aperture.
    static let obstruction = 0.35
}
