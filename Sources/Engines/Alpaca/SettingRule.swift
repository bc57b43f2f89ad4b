import Alpaca
import Kernel

/// What is asked before something of a device is set, and how it is seen afterwards, as data.
struct SettingRule: Sendable, Hashable {
    /// How a setting is seen.
    enum Proof: Sendable, Hashable {
        /// A member of the same name gives what was set.
        case readBack(AlpacaArgument, within: Double)
        /// A property is where it was set to.
        case measure(MotionMeasure, within: Double)
        /// Nothing tells.
        case none
    }

    /// The flag that must not deny it.
    var flag: String?
    /// What a device without the flag cannot do, in messages.
    var what = "change this"
    /// Whether it would be wrong while the device moves.
    var needsStandstill = false
    /// How it is seen.
    var proof = Proof.none

    /// The rule for a member with arguments.
    ///
    /// - Throws: `ServiceError` `invalid_request` for a member that moves something: those are goals.
    init(
        _ member: String, _ arguments: [String: AlpacaArgument], of type: AlpacaDeviceType,
        _ values: AlpacaConfiguration
    ) throws(ServiceError) {
        guard Self.moving[type]?.contains(member) != true else {
            throw ServiceError(.invalidRequest, "\(member) moves the device and is no setting")
        }
        // A clock goes on; what was set is not what is read.
        if member != "utcdate", arguments.count == 1, let argument = arguments.first?.value,
            let reading = AlpacaMember.named(member, .get, of: type), reading.parameters.isEmpty
        {
            proof = .readBack(argument, within: Self.tolerance(member, argument))
        }
        if let row = Self.rows[type]?[member] {
            flag = row.flag
            what = row.what
            needsStandstill = row.needsStandstill
        }
        if let measure = Self.measure(member, arguments, type) {
            proof = .measure(measure, within: type == .telescope ? values.settleTolerance : 1)
        }
    }

    private init(_ flag: String?, _ what: String, needsStandstill: Bool = false) {
        self.flag = flag
        self.what = what
        self.needsStandstill = needsStandstill
    }

    private static let moving: [AlpacaDeviceType: Set<String>] = [
        .telescope: [
            "slewtocoordinates", "slewtocoordinatesasync", "slewtotarget", "slewtotargetasync", "slewtoaltaz",
            "slewtoaltazasync", "moveaxis", "park", "unpark", "findhome", "pulseguide",
        ],
        .dome: ["slewtoazimuth", "slewtoaltitude", "park", "findhome", "openshutter", "closeshutter"],
        .focuser: ["move"], .rotator: ["move", "moveabsolute", "movemechanical"], .filterWheel: ["position"],
        .coverCalibrator: ["opencover", "closecover", "calibratoron", "calibratoroff"],
        .switch: ["setswitch", "setswitchvalue", "setasync", "setasyncvalue"],
        .camera: ["pulseguide", "startexposure"],
    ]

    private static let rows: [AlpacaDeviceType: [String: SettingRule]] = [
        .telescope: [
            "tracking": .init("cansettracking", "switch tracking"),
            "rightascensionrate": .init("cansetrightascensionrate", "change its rate in right ascension"),
            "declinationrate": .init("cansetdeclinationrate", "change its rate in declination"),
            "guideraterightascension": .init("cansetguiderates", "change its guide rates"),
            "guideratedeclination": .init("cansetguiderates", "change its guide rates"),
            "synctocoordinates": .init("cansync", "be synchronised to coordinates", needsStandstill: true),
            "synctotarget": .init("cansync", "be synchronised to coordinates", needsStandstill: true),
            "synctoaltaz": .init("cansyncaltaz", "be synchronised to altitude and azimuth", needsStandstill: true),
            "setpark": .init("cansetpark", "set its park position", needsStandstill: true),
            "sideofpier": .init("cansetpierside", "change its side of the pier", needsStandstill: true),
        ],
        .dome: [
            "slaved": .init("canslave", "follow a mount"),
            "setpark": .init("cansetpark", "set its park position", needsStandstill: true),
            "synctoazimuth": .init("cansyncazimuth", "be synchronised to an azimuth", needsStandstill: true),
        ],
        .rotator: [
            "reverse": .init("canreverse", "be reversed", needsStandstill: true),
            "sync": .init(nil, "be synchronised", needsStandstill: true),
        ],
        .camera: [
            "setccdtemperature": .init("cansetccdtemperature", "set its temperature"),
            "fastreadout": .init("canfastreadout", "read out fast"),
        ],
    ]

    private static func measure(
        _ member: String, _ arguments: [String: AlpacaArgument], _ type: AlpacaDeviceType
    ) -> MotionMeasure? {
        func number(_ name: String) -> Double? {
            guard case .double(let value) = arguments[name] else { return nil }
            return value
        }
        switch (type, member) {
        case (.telescope, "synctocoordinates"):
            guard let rightAscension = number("RightAscension"), let declination = number("Declination") else {
                return nil
            }
            return .pointing(.equatorial(rightAscension: rightAscension, declination: declination))
        case (.telescope, "synctoaltaz"):
            guard let altitude = number("Altitude"), let azimuth = number("Azimuth") else { return nil }
            return .pointing(.horizontal(altitude: altitude, azimuth: azimuth))
        case (.dome, "synctoazimuth"): return number("Azimuth").map { .angle("Azimuth", to: $0) }
        case (.rotator, "sync"): return number("Position").map { .angle("Position", to: $0) }
        default: return nil
        }
    }

    // Devices round: places to arc minutes, everything else to a few per cent.
    private static func tolerance(_ member: String, _ argument: AlpacaArgument) -> Double {
        guard case .double(let value) = argument else { return 0 }
        if member.hasPrefix("site") { return member == "siteelevation" ? 1 : 0.02 }
        return max(abs(value) * 0.02, 1e-6)
    }
}
