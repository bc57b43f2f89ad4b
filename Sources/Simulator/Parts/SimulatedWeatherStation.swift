import AlpacaServer
import FoundationEssentials
import Kernel

/// A weather station that looks every ten seconds, and averages when it is asked to.
struct SimulatedWeatherStation: Sendable {
    /// Seconds from one look to the next.
    static let interval = 10.0

    private var averageHours = 0.0
    private var refreshedAt: Double?

    /// A station that does not average.
    init() {}

    private static let sensors: [(name: String, description: String, value: @Sendable (Weather, Date) -> Double)] = [
        ("CloudCover", "Clouds by the sky's infrared light", { $0.cloudCover(at: $1) }),
        ("DewPoint", "Computed from temperature and humidity", { $0.dewPoint(at: $1) }),
        ("Humidity", "Capacitive hygrometer", { $0.humidity(at: $1) }),
        ("Pressure", "Barometer at the observatory", { $0.pressure(at: $1) }),
        ("RainRate", "Tipping bucket", { $0.rainRate(at: $1) }),
        ("SkyBrightness", "Photometer that looks to the zenith", { $0.skyBrightness(at: $1) }),
        ("SkyQuality", "Photometer that looks to the zenith", { $0.skyQuality(at: $1) }),
        ("SkyTemperature", "Infrared thermometer that looks to the zenith", { $0.skyTemperature(at: $1) }),
        ("StarFWHM", "Seeing monitor", { $0.seeing(at: $1) }),
        ("Temperature", "Thermometer in the shade", { $0.temperature(at: $1) }),
        ("WindDirection", "Vane on the mast", { $0.windDirection(at: $1) }),
        ("WindGust", "The strongest wind of two minutes", { $0.windGust(at: $1) }),
        ("WindSpeed", "Anemometer on the mast", { $0.windSpeed(at: $1) }),
    ]

    private func age(_ scene: Scene) -> Double {
        let regular = scene.now.truncatingRemainder(dividingBy: Self.interval)
        return refreshedAt.map { min(regular, scene.now - $0) } ?? regular
    }

    private func value(_ sensor: (Weather, Date) -> Double, _ scene: Scene) -> Double {
        let seen = scene.date.addingTimeInterval(-age(scene))
        let looks = averageHours > 0 ? 8 : 1
        let sum = (0..<looks).reduce(0) { sum, look in
            sum + sensor(scene.weather, seen.addingTimeInterval(-Double(look) * averageHours * 3600 / Double(looks)))
        }
        return sum / Double(looks)
    }
}

extension SimulatedWeatherStation: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "averageperiod": return .number(averageHours)
        case "sensordescription":
            let name = try arguments.text("SensorName").lowercased()
            guard let sensor = Self.sensors.first(where: { $0.name.lowercased() == name }) else {
                throw .invalidValue("there is no sensor \(name)")
            }
            return .string(sensor.description)
        case "timesincelastupdate":
            let name = try arguments.text("SensorName").lowercased()
            guard name.isEmpty || Self.sensors.contains(where: { $0.name.lowercased() == name }) else {
                throw .invalidValue("there is no sensor \(name)")
            }
            return .number(age(scene))
        default:
            guard let sensor = Self.sensors.first(where: { $0.name.lowercased() == member }) else {
                throw .notImplemented(member)
            }
            return .number(value(sensor.value, scene))
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        switch member {
        case "averageperiod": averageHours = try arguments.double("AveragePeriod", in: 0...24)
        case "refresh": refreshedAt = scene.now
        default: throw .notImplemented(member)
        }
    }
}
