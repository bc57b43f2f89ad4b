import Alpaca
import AlpacaEngines
import Contracts
import Kernel

extension PictureHeader {
    /// Filter, focuser, rotator and dome.
    mutating func addInstruments(_ scene: ExposureScene) {
        add("FILTER", scene.filter, "filter in the light")
        if let focuser = scene.device(.focuser), focuser.state?["IsMoving"]?.boolean != true {
            add("FOCUSPOS", focuser.state?["Position"]?.whole.map { Int($0) }, "[step] focuser position")
            add("FOCTEMP", focuser.state?["Temperature"]?.double, "[degC] focuser temperature")
        }
        if let rotator = scene.device(.rotator), rotator.state?["IsMoving"]?.boolean != true {
            add("ROTATANG", rotator.state?["Position"]?.double, "[deg] rotator position angle")
        }
        if let dome = scene.device(.dome), dome.state?["Slewing"]?.boolean != true {
            add("DOMEAZ", dome.state?["Azimuth"]?.double, "[deg] azimuth of the dome")
        }
    }

    /// What the weather station said.
    mutating func addWeather(_ scene: ExposureScene) {
        guard let weather = scene.device(.observingconditions)?.state else { return }
        for (keyword, property, comment) in Self.weather { add(keyword, weather[property]?.double, comment) }
    }

    private static let weather: [(keyword: String, property: String, comment: String)] = [
        ("AMBTEMP", "Temperature", "[degC] ambient temperature"),
        ("HUMIDITY", "Humidity", "[%] relative humidity"),
        ("DEWPOINT", "DewPoint", "[degC] dew point"),
        ("PRESSURE", "Pressure", "[hPa] air pressure at the site"),
        ("WINDSPD", "WindSpeed", "[m/s] wind speed"),
        ("WINDGUST", "WindGust", "[m/s] wind gusts"),
        ("WINDDIR", "WindDirection", "[deg] wind direction, north through east"),
        ("CLOUDCVR", "CloudCover", "[%] cloud cover"),
        ("RAINRATE", "RainRate", "[mm/h] rain"),
        ("SKYBRGHT", "SkyBrightness", "[lux] sky brightness"),
        ("MPSAS", "SkyQuality", "[mag/arcsec2] sky quality"),
        ("SKYTEMP", "SkyTemperature", "[degC] sky temperature"),
        ("STARFWHM", "StarFWHM", "[arcsec] star FWHM"),
    ]
}
