/// One thing that a weather station may measure.
struct WeatherSignal: Sendable, Hashable {
    /// Its name on the wire and in the limits.
    let name: String
    /// Its name in ASCOM's DeviceState, and of its sensor.
    let property: String
    /// Its unit.
    let unit: String

    /// All of them (ASCOM, IObservingConditions).
    static let all: [WeatherSignal] = [
        WeatherSignal(name: "cloud_cover", property: "CloudCover", unit: "percent"),
        WeatherSignal(name: "dew_point", property: "DewPoint", unit: "°C"),
        WeatherSignal(name: "humidity", property: "Humidity", unit: "percent"),
        WeatherSignal(name: "pressure", property: "Pressure", unit: "hPa"),
        WeatherSignal(name: "rain_rate", property: "RainRate", unit: "mm/h"),
        WeatherSignal(name: "sky_brightness", property: "SkyBrightness", unit: "lux"),
        WeatherSignal(name: "sky_quality", property: "SkyQuality", unit: "mag/arcsec²"),
        WeatherSignal(name: "sky_temperature", property: "SkyTemperature", unit: "°C"),
        WeatherSignal(name: "star_fwhm", property: "StarFWHM", unit: "arcsec"),
        WeatherSignal(name: "temperature", property: "Temperature", unit: "°C"),
        WeatherSignal(name: "wind_direction", property: "WindDirection", unit: "degrees"),
        WeatherSignal(name: "wind_gust", property: "WindGust", unit: "m/s"),
        WeatherSignal(name: "wind_speed", property: "WindSpeed", unit: "m/s"),
    ]
}
