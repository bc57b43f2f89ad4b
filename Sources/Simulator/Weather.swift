import AstrometryEngines
import FoundationEssentials
import Glibc

/// The weather at any time: slow waves from a seed, a night colder than its day.
struct Weather: Sendable {
    /// The quantities that drift on their own.
    enum Quantity: UInt64, CaseIterable {
        case temperature, humidity, pressure, cloud, windSpeed, windDirection, seeing, skyQuality
    }

    private let waves: [[Wave]]
    private let place: ObservingPlace
    /// Whether a storm hides everything.
    var isStormy = false

    private struct Wave {
        let hours: Double
        let phase: Double
    }

    /// Makes the weather of a place.
    init(seed: UInt64, place: ObservingPlace) {
        self.place = place
        waves = Quantity.allCases.map { quantity in
            var numbers = SeededNumbers(seed, 0x77, quantity.rawValue)
            return [0.7, 2.3, 7.1, 31].map { Wave(hours: $0 * (0.8 + 0.4 * numbers.unit()), phase: numbers.unit()) }
        }
    }

    // From -1 to 1, with most of it in the slow waves.
    private func drift(_ quantity: Quantity, at date: Date) -> Double {
        let hours = date.timeIntervalSinceReferenceDate / 3600
        let weights = [0.1, 0.2, 0.3, 0.4]
        var sum = 0.0
        for (wave, weight) in zip(waves[Int(quantity.rawValue)], weights) {
            sum += weight * sin(2 * Double.pi * (hours / wave.hours + wave.phase))
        }
        return sum
    }

    // 1 in the middle of the afternoon, -1 at the end of the night.
    private func warmth(at date: Date) -> Double {
        let hours = date.timeIntervalSinceReferenceDate / 3600 + place.longitude / 15
        return cos(2 * .pi * (hours - 15) / 24)
    }

    /// Degrees Celsius of the air.
    func temperature(at date: Date) -> Double {
        16 - 0.004 * place.elevation + 4 * warmth(at: date) + 2 * drift(.temperature, at: date)
    }

    /// Percent.
    func humidity(at date: Date) -> Double {
        isStormy ? 97 : 42 - 10 * warmth(at: date) + 12 * drift(.humidity, at: date)
    }

    /// Degrees Celsius at which the air's water condenses.
    ///
    /// Source: Magnus formula, WMO Guide to Meteorological Instruments (2008), annex 4.B.
    func dewPoint(at date: Date) -> Double {
        let temperature = temperature(at: date)
        let exponent = log(humidity(at: date) / 100) + 17.62 * temperature / (243.12 + temperature)
        return 243.12 * exponent / (17.62 - exponent)
    }

    /// Hectopascals at the place.
    func pressure(at date: Date) -> Double {
        1013.25 * exp(-place.elevation / 8400) + (isStormy ? -20 : 4) * (1 + drift(.pressure, at: date))
    }

    /// Percent of the sky.
    func cloudCover(at date: Date) -> Double { isStormy ? 100 : max(0, 8 + 14 * drift(.cloud, at: date)) }

    /// Millimetres per hour.
    func rainRate(at date: Date) -> Double { isStormy ? 6 : 0 }

    /// Metres per second.
    func windSpeed(at date: Date) -> Double { (isStormy ? 16 : 3.2) + 2.4 * drift(.windSpeed, at: date) }

    /// The strongest gust of the last minutes in metres per second.
    func windGust(at date: Date) -> Double { windSpeed(at: date) * 1.4 + 0.5 }

    /// Degrees from which the wind comes; 0 only when there is none.
    func windDirection(at date: Date) -> Double { Angle.degrees(20 + 70 * drift(.windDirection, at: date)) }

    /// Seconds of arc.
    func seeing(at date: Date) -> Double {
        1.6 + 0.5 * drift(.seeing, at: date) + 0.06 * windSpeed(at: date)
    }

    /// Magnitudes per square second of arc.
    func skyQuality(at date: Date) -> Double {
        21.5 + 0.3 * drift(.skyQuality, at: date) - 0.03 * cloudCover(at: date)
    }

    /// Lux.
    func skyBrightness(at date: Date) -> Double { .pi * 108_000 * pow(10, -0.4 * skyQuality(at: date)) }

    /// Degrees Celsius of the sky in infrared light.
    func skyTemperature(at date: Date) -> Double {
        temperature(at: date) - 26 + 0.22 * cloudCover(at: date)
    }

    /// Whether nothing that is worth anything should stand in it.
    func isSafe(at date: Date) -> Bool {
        rainRate(at: date) == 0 && windGust(at: date) < 20 && humidity(at: date) < 90 && cloudCover(at: date) < 80
    }
}
