import FoundationEssentials
import Glibc

/// The light of a star along one direction of the sensor: a bell curve, as parts of the whole in each pixel.
struct StarProfile: Sendable {
    private let sigma: Double

    /// A curve of a width in pixels.
    init(sigma: Double) {
        self.sigma = max(sigma, 0.3)
    }

    /// The parts in the pixels around a place; nil when none of them is on the sensor.
    func weights(around centre: Double, count: Int) -> (first: Int, weights: [Float])? {
        let reach = 3.5 * sigma
        guard centre + reach >= 0, centre - reach < Double(count) else { return nil }
        let first = max(0, Int((centre - reach).rounded(.down)))
        let last = min(count - 1, Int((centre + reach).rounded(.down)))
        guard first <= last else { return nil }
        let norm = 1 / (sigma * (2 * Double.pi).squareRoot())
        let weights = (first...last).map { pixel in
            let away = (Double(pixel) + 0.5 - centre) / sigma
            return Float(norm * exp(-0.5 * away * away))
        }
        return (first, weights)
    }
}
