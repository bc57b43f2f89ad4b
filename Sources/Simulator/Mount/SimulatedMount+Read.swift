import Alpaca
import AlpacaServer
import AstrometryEngines
import Kernel

extension SimulatedMount: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "rightascension": return .number(position(scene).rightAscension)
        case "declination": return .number(pointing(scene).declination)
        case "altitude": return .number(horizontal(scene).altitude)
        case "azimuth": return .number(horizontal(scene).azimuth)
        case "siderealtime": return .number(siderealTime(scene))
        case "slewing": return .bool(isSlewing(scene))
        case "tracking": return .bool(isTracking)
        case "atpark": return .bool(isParked(scene) != scene.faults.contains(.lyingAtPark))
        case "athome": return .bool(currentRest(scene) == .home)
        case "ispulseguiding": return .bool(isPulseGuiding(scene))
        case "sideofpier": return .integer(Int64(axes(scene).side.rawValue))
        case "utcdate": return .string(Timestamp.text(clock(scene)))
        case "destinationsideofpier":
            let (rightAscension, declination) = try Self.coordinates(arguments)
            let pointing = pointing(rightAscension: rightAscension, declination: declination, scene)
            return .integer(Int64(destinationSide(pointing).rawValue))
        case "targetrightascension":
            guard let value = target.rightAscension else { throw .valueNotSet("TargetRightAscension") }
            return .number(value)
        case "targetdeclination":
            guard let value = target.declination else { throw .valueNotSet("TargetDeclination") }
            return .number(value)
        case "trackingrate": return .integer(Int64(trackingRate.rawValue))
        case "trackingrates": return .array(DriveRate.allCases.map { .integer(Int64($0.rawValue)) })
        case "rightascensionrate": return .number(rightAscensionRate)
        case "declinationrate": return .number(declinationRate)
        case "guideraterightascension": return .number(guideRates.primary)
        case "guideratedeclination": return .number(guideRates.secondary)
        case "slewsettletime": return .integer(Int64(settleTime))
        case "sitelatitude": return .number(site.latitude)
        case "sitelongitude": return .number(site.longitude)
        case "siteelevation": return .number(site.elevation)
        case "axisrates": return try Self.axisRates(arguments, scene)
        case "canmoveaxis": return .bool(try arguments.integer("Axis", in: 0...2) < 2)
        default: return try Self.fact(member)
        }
    }

    // What never changes.
    private static func fact(_ member: String) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "alignmentmode": .integer(Int64(AlignmentMode.germanPolar.rawValue))
        case "equatorialsystem": .integer(Int64(EquatorialSystem.topocentric.rawValue))
        case "aperturediameter": .number(Optics.aperture)
        case "aperturearea": .number(Optics.area)
        case "focallength": .number(Optics.focalLength)
        case "doesrefraction", "cansetpierside": false
        case "canfindhome", "canpark", "canunpark", "canpulseguide", "cansetdeclinationrate", "cansetguiderates",
            "cansetpark", "cansetrightascensionrate", "cansettracking", "canslew", "canslewaltaz",
            "canslewaltazasync", "canslewasync", "cansync", "cansyncaltaz":
            true
        default: throw .notImplemented(member)
        }
    }

    private static func axisRates(_ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        guard try arguments.integer("Axis", in: 0...2) < 2 else { return [] }
        return [["Minimum": 0.0, "Maximum": .number(slewRate * scene.pace)]]
    }

    /// The place in the sky that a call names.
    static func coordinates(
        _ arguments: Arguments
    ) throws(AlpacaFault) -> (rightAscension: Double, declination: Double) {
        let rightAscension = try arguments.double("RightAscension", in: 0...24)
        return (Angle.hours(rightAscension), try arguments.double("Declination", in: -90...90))
    }
}
