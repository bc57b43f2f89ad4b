import Alpaca
import AlpacaServer
import AstrometryEngines
import FoundationEssentials
import Kernel

extension SimulatedMount {
    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        switch member {
        case "slewtocoordinates", "slewtocoordinatesasync":
            let (rightAscension, declination) = try Self.coordinates(arguments)
            try slew(rightAscension: rightAscension, declination: declination, scene)
            target = (rightAscension, declination)
        case "slewtotarget", "slewtotargetasync":
            let (rightAscension, declination) = try requireTarget()
            try slew(rightAscension: rightAscension, declination: declination, scene)
        case "slewtoaltaz", "slewtoaltazasync":
            let (azimuth, altitude) = try Self.direction(arguments)
            try slew(azimuth: azimuth, altitude: altitude, scene)
        case "synctocoordinates":
            let (rightAscension, declination) = try Self.coordinates(arguments)
            try sync(rightAscension: rightAscension, declination: declination, scene)
            target = (rightAscension, declination)
        case "synctotarget":
            let (rightAscension, declination) = try requireTarget()
            try sync(rightAscension: rightAscension, declination: declination, scene)
        case "synctoaltaz":
            let (azimuth, altitude) = try Self.direction(arguments)
            try sync(azimuth: azimuth, altitude: altitude, scene)
        case "abortslew": try abort(scene)
        case "park": park(scene)
        case "unpark": unpark(scene)
        case "findhome": try findHome(scene)
        case "setpark": parkAxes = axes(scene).unwound(isNorthern: scene.place.latitude >= 0)
        case "moveaxis": try moveAxis(arguments, scene)
        case "pulseguide": try pulseGuide(arguments, scene)
        case "tracking": try setTracking(try arguments.bool("Tracking"), scene)
        case "trackingrate":
            guard let rate = DriveRate(rawValue: try arguments.integer("TrackingRate", in: 0...3)) else { return }
            setTrackingRate(rate, scene)
        case "rightascensionrate":
            try setOffset(\.rightAscensionRate, to: try arguments.double("RightAscensionRate", in: -50...50), scene)
        case "declinationrate":
            try setOffset(\.declinationRate, to: try arguments.double("DeclinationRate", in: -3600...3600), scene)
        case "guideraterightascension":
            guideRates.primary = try arguments.double("GuideRateRightAscension", in: 0...0.01)
        case "guideratedeclination":
            guideRates.secondary = try arguments.double("GuideRateDeclination", in: 0...0.01)
        case "targetrightascension":
            target.rightAscension = Angle.hours(try arguments.double("TargetRightAscension", in: 0...24))
        case "targetdeclination": target.declination = try arguments.double("TargetDeclination", in: -90...90)
        case "slewsettletime": settleTime = try arguments.integer("SlewSettleTime", in: 0...100)
        default: try writePlace(member, arguments, scene)
        }
    }

    private mutating func writePlace(
        _ member: String, _ arguments: Arguments, _ scene: Scene
    ) throws(AlpacaFault) {
        let old = site
        switch member {
        case "sitelatitude":
            let latitude = try arguments.double("SiteLatitude", in: -90...90)
            site = ObservingPlace(latitude: latitude, longitude: old.longitude, elevation: old.elevation)
        case "sitelongitude":
            let longitude = try arguments.double("SiteLongitude", in: -180...180)
            site = ObservingPlace(latitude: old.latitude, longitude: longitude, elevation: old.elevation)
        case "siteelevation":
            let elevation = try arguments.double("SiteElevation", in: -300...10_000)
            site = ObservingPlace(latitude: old.latitude, longitude: old.longitude, elevation: elevation)
        case "utcdate":
            let text = try arguments.text("UTCDate")
            // Alpaca's times are UTC, also when a client leaves the Z away.
            guard let date = Timestamp.date(text) ?? Timestamp.date(text + "Z") else {
                throw .invalidValue("UTCDate must be a time such as 2026-01-02T03:04:05Z")
            }
            clockOffset = date.timeIntervalSince(scene.date)
        default: throw .notImplemented(member)
        }
    }

    private mutating func unpark(_ scene: Scene) {
        guard isParked(scene) else { return }
        fold(scene)
        rest = .field
    }

    private func requireTarget() throws(AlpacaFault) -> (rightAscension: Double, declination: Double) {
        guard let rightAscension = target.rightAscension else { throw .valueNotSet("TargetRightAscension") }
        guard let declination = target.declination else { throw .valueNotSet("TargetDeclination") }
        return (rightAscension, declination)
    }

    private static func direction(_ arguments: Arguments) throws(AlpacaFault) -> (azimuth: Double, altitude: Double) {
        let azimuth = try arguments.double("Azimuth", in: 0...360)
        return (Angle.degrees(azimuth), try arguments.double("Altitude", in: -90...90))
    }
}
