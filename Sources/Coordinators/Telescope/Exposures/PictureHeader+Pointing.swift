import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Glibc
import Kernel

extension PictureHeader {
    /// Where the telescope looked, and from where.
    mutating func addPointing(_ scene: ExposureScene) {
        add("SITELAT", scene.place?.latitude, "[deg] latitude, north positive")
        add("SITELONG", scene.place?.longitude, "[deg] longitude, east positive")
        add("SITEELEV", scene.place?.elevation, "[m] height above the sea")
        add("FOCALLEN", Self.millimetres(scene.focalLength), "[mm] focal length")
        add("APTDIA", Self.millimetres(scene.aperture), "[mm] aperture")
        guard let mount = scene.device(.telescope), let state = mount.state else { return }
        add("PIERSIDE", state.sideOfPier?.name?.uppercased(), "side of the pier")
        // Between two targets it looks at neither.
        guard state.isSlewing != true else { return }
        if let rightAscension = state.rightAscension, let declination = state.declination {
            addDirection(
                EquatorialPosition(rightAscension: rightAscension, declination: declination),
                mount.facts?.equatorialSystem, scene)
        }
        add("CENTALT", state.altitude, "[deg] altitude")
        add("CENTAZ", state.azimuth, "[deg] azimuth, north through east")
        add("AIRMASS", state.altitude.flatMap(Self.airmass), "air mass at CENTALT (Pickering 2002)")
    }

    private mutating func addDirection(
        _ said: EquatorialPosition, _ system: EquatorialSystem?, _ scene: ExposureScene
    ) {
        var direction = said
        switch system ?? .other {
        case .j2000:
            add("RADESYS", "ICRS", "system of RA and DEC")
        case .topocentric:
            guard let place = scene.place else {
                // Without a place the coordinates of date cannot be led back, and are said to be such.
                add("RADESYS", "FK5", "system of RA and DEC")
                add("EQUINOX", Self.julianEpoch(scene.date), "equinox of RA and DEC: that of the date")
                break
            }
            direction = Astrometry.icrs(said, at: scene.date, place)
            add("RADESYS", "ICRS", "system of RA and DEC")
            add("EQUINOX", 2000.0, "equinox of RA and DEC")
        case .j2050:
            add("RADESYS", "FK5", "system of RA and DEC")
            add("EQUINOX", 2050.0, "equinox of RA and DEC")
        case .b1950:
            add("RADESYS", "FK4", "system of RA and DEC")
            add("EQUINOX", 1950.0, "equinox of RA and DEC")
        case .other:
            break
        }
        if system == .j2000 { add("EQUINOX", 2000.0, "equinox of RA and DEC") }
        add("RA", direction.rightAscension * 15, "[deg] right ascension of the telescope")
        add("DEC", direction.declination, "[deg] declination of the telescope")
        add("OBJCTRA", Self.sexagesimal(direction.rightAscension, digits: 2, circle: 24), "[h m s] right ascension")
        let sign = direction.declination < 0 ? "-" : "+"
        add(
            "OBJCTDEC", Self.sexagesimal(abs(direction.declination), digits: 1).map { sign + $0 },
            "[d m s] declination")
    }

    /// The air mass at an apparent altitude in degrees; nil at and below the horizon.
    ///
    /// Source: K. A. Pickering, "The Southern Limits of the Ancient Star Catalog", DIO 12 (2002), 20.
    static func airmass(_ altitude: Double) -> Double? {
        guard altitude > 0, altitude <= 90 else { return nil }
        let degrees = altitude + 244 / (165 + 47 * pow(altitude, 1.1))
        return 1 / sin(degrees * .pi / 180)
    }

    /// `05 35 17.30`; nil when the number is none; rounded up to the full circle it is 0 again.
    static func sexagesimal(_ value: Double, digits: Int, circle: Int = 1000) -> String? {
        guard value.isFinite, value >= 0, value < Double(circle) else { return nil }
        let unit = digits == 2 ? 100 : 10
        let parts = Int((value * 3600 * Double(unit)).rounded()) % (circle * 3600 * unit)
        let seconds = parts / unit
        let fraction = String(parts % unit)
        return [
            two(seconds / 3600), two(seconds / 60 % 60),
            two(seconds % 60) + "." + String(repeating: "0", count: digits - fraction.count) + fraction,
        ].joined(separator: " ")
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    // Alpaca gives metres; a driver that does not know gives 0.
    private static func millimetres(_ metres: Double?) -> Double? {
        guard let metres, metres > 0 else { return nil }
        return metres * 1000
    }

    private static func julianEpoch(_ date: Date) -> Double {
        2000 + (date.timeIntervalSince1970 / 86400 + 40587 - 51544.5) / 365.25
    }
}
