extension AlpacaStateProperty {
    /// The operational properties of a type of device.
    ///
    /// Source: ASCOM Platform 7, `DeviceState` of each interface; the ranges are those of the interfaces. A switch has
    /// properties per switch number, see `switches(_:)`, and therefore none here.
    public static func all(of type: AlpacaDeviceType) -> [AlpacaStateProperty] {
        switch type {
        case .telescope: telescope
        case .camera: camera
        case .dome: dome
        case .focuser: focuser
        case .rotator: rotator
        case .filterWheel: filterWheel
        case .safetyMonitor: safetyMonitor
        case .coverCalibrator: coverCalibrator
        case .observingConditions: observingConditions
        case .switch: []
        }
    }

    private static let index = Dictionary(
        uniqueKeysWithValues: AlpacaDeviceType.allCases.map { type in
            (type, Dictionary(all(of: type).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
        })

    /// The property of a type of device with a name, or nil when it has none.
    public static func named(_ name: String, of type: AlpacaDeviceType) -> AlpacaStateProperty? {
        type == .switch ? ofSwitch(name) : index[type]?[name]
    }

    private static let telescope: [AlpacaStateProperty] = [
        .init("Altitude", .number(-90...90)), .init("AtHome", .bool), .init("AtPark", .bool),
        .init("Azimuth", .cycle(360)), .init("Declination", .number(-90...90)), .init("IsPulseGuiding", .bool),
        .init("RightAscension", .cycle(24)), .init("SideOfPier", .integer(-1...1)), .init("SiderealTime", .cycle(24)),
        .init("Slewing", .bool), .init("Tracking", .bool), .init("UTCDate", .text),
    ]

    private static let camera: [AlpacaStateProperty] = [
        .init("CameraState", .integer(0...5)), .init("CCDTemperature", .number(-273.15...200)),
        .init("CoolerPower", .number(0...100)), .init("HeatSinkTemperature", .number(-273.15...200)),
        .init("ImageReady", .bool), .init("IsPulseGuiding", .bool), .init("PercentCompleted", .integer(0...100)),
    ]

    private static let dome: [AlpacaStateProperty] = [
        .init("Altitude", .number(0...90)), .init("AtHome", .bool), .init("AtPark", .bool),
        .init("Azimuth", .cycle(360)), .init("ShutterStatus", .integer(0...4)), .init("Slewing", .bool),
    ]

    private static let focuser: [AlpacaStateProperty] = [
        .init("IsMoving", .bool), .init("Position", .integer(-2_147_483_648...2_147_483_647)),
        .init("Temperature", .number(-273.15...200)),
    ]

    private static let rotator: [AlpacaStateProperty] = [
        .init("IsMoving", .bool), .init("MechanicalPosition", .cycle(360)), .init("Position", .cycle(360)),
    ]

    // -1 is "moving".
    private static let filterWheel: [AlpacaStateProperty] = [.init("Position", .integer(-1...1023))]

    private static let safetyMonitor: [AlpacaStateProperty] = [.init("IsSafe", .bool)]

    private static let coverCalibrator: [AlpacaStateProperty] = [
        .init("Brightness", .integer(0...2_147_483_647)), .init("CalibratorState", .integer(0...5)),
        .init("CoverState", .integer(0...5)), .init("CalibratorChanging", .bool), .init("CoverMoving", .bool),
    ]

    private static let observingConditions: [AlpacaStateProperty] = [
        .init("CloudCover", .number(0...100)), .init("DewPoint", .number(-273.15...100)),
        .init("Humidity", .number(0...100)), .init("Pressure", .number(0...2000)),
        .init("RainRate", .number(0...20000)),
        .init("SkyBrightness", .number(0...1_000_000)), .init("SkyQuality", .number(-20...30)),
        .init("SkyTemperature", .number(-273.15...100)), .init("StarFWHM", .number(0...1000)),
        .init("Temperature", .number(-273.15...100)), .init("WindDirection", .number(0...360)),
        .init("WindGust", .number(0...1000)), .init("WindSpeed", .number(0...1000)),
    ]
}
