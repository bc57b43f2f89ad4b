import AstrometryEngines
import FoundationEssentials
import Glibc

/// Stars all over the sky that are the same whenever somebody looks: each cell of the sky is a seed.
struct StarField: Sendable {
    /// A star, ICRS degrees and magnitude.
    struct Star: Sendable, Equatable {
        let rightAscension: Double
        let declination: Double
        let magnitude: Double
    }

    /// The faintest magnitude.
    static let faintest = 16.5
    // Degrees of a cell's side.
    private static let side = 0.25
    private static let bands = 720

    private let seed: UInt64

    /// A sky from a seed.
    init(seed: UInt64) {
        self.seed = seed
    }

    /// The stars in the cells that a circle touches.
    ///
    /// - Parameters:
    ///   - centre: The middle, ICRS.
    ///   - radius: Degrees.
    /// - Returns: The stars, some of them outside the circle.
    func stars(around centre: EquatorialPosition, radius: Double) -> [Star] {
        guard centre.rightAscension.isFinite, centre.declination.isFinite else { return [] }
        let lowest = max(0, Int(((centre.declination - radius + 90) / Self.side).rounded(.down)))
        let highest = min(Self.bands - 1, Int(((centre.declination + radius + 90) / Self.side).rounded(.down)))
        guard lowest <= highest else { return [] }
        return (lowest...highest).flatMap { band in
            cells(of: band, centre, radius).flatMap { stars(band: band, cell: $0.cell, of: $0.count) }
        }
    }

    private func cells(
        of band: Int, _ centre: EquatorialPosition, _ radius: Double
    ) -> [(cell: Int, count: Int)] {
        let middle = (Double(band) + 0.5) * Self.side - 90
        let count = max(1, Int(360 * cos(middle * .pi / 180) / Self.side))
        let narrowest = cos(min(90, abs(middle) + Self.side / 2 + radius) * .pi / 180)
        let reach = narrowest > 0.001 ? radius / narrowest : 180
        guard reach < 90 else { return (0..<count).map { ($0, count) } }
        let width = 360 / Double(count)
        let first = Int(((centre.rightAscension * 15 - reach) / width).rounded(.down))
        let last = Int(((centre.rightAscension * 15 + reach) / width).rounded(.down))
        let unique = Set((first...last).map { (($0 % count) + count) % count })
        return unique.sorted().map { ($0, count) }
    }

    private func stars(band: Int, cell: Int, of count: Int) -> [Star] {
        var numbers = SeededNumbers(seed, 0x57A2, UInt64(band), UInt64(cell))
        let stars = 60 + Int(numbers.next() % 60)
        return (0..<stars).map { _ in
            let rightAscension = (Double(cell) + numbers.unit()) * 360 / Double(count)
            let declination = (Double(band) + numbers.unit()) * Self.side - 90
            // Two and a half times as many stars for each magnitude.
            let magnitude = Self.faintest + log10(max(numbers.unit(), 1e-6)) / 0.4
            return Star(rightAscension: rightAscension, declination: declination, magnitude: magnitude)
        }
    }
}
