import Alpaca
import AlpacaEngines
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel

/// How the coordinates of a request become those of a mount, and back.
///
/// Mounts of `EquatorialSystem` 1 count in the equinox of date and are converted; 2 counts in J2000, which is ICRS here;
/// 0 does not say and gets the numbers as they are. Nothing is sent that would point elsewhere than was asked for.
struct PointingRule: Sendable {
    /// What the mount says of its coordinates; nil when it does not say.
    let system: EquatorialSystem?
    /// Where the mount stands; nil when that is not known.
    let place: ObservingPlace?
    /// When.
    let date: Date

    /// A request's target in the mount's own system.
    ///
    /// - Parameter target: The request's target.
    /// - Returns: The target to send.
    /// - Throws: `invalid_state` when the mount counts in an equinox that nobody converts to, or a conversion needs a site.
    func target(_ target: SkyTarget) throws(ServiceError) -> SlewTarget {
        switch target {
        case .horizontal(let altitude, let azimuth):
            return .horizontal(altitude: altitude.value, azimuth: azimuth.value)
        case .equatorial(let rightAscension, let declination, let equinox):
            let wanted = EquatorialPosition(rightAscension: rightAscension.value, declination: declination.value)
            let sent = try own(wanted, equinox)
            return .equatorial(rightAscension: sent.rightAscension, declination: sent.declination)
        }
    }

    /// Where a request's target is, in both systems.
    func info(_ target: SkyTarget) -> TargetInfo {
        switch target {
        case .horizontal(let altitude, let azimuth):
            return TargetInfo(altitude: altitude.value, azimuth: azimuth.value)
        case .equatorial(let rightAscension, let declination, let equinox):
            let wanted = EquatorialPosition(rightAscension: rightAscension.value, declination: declination.value)
            return switch equinox {
            case .j2000: TargetInfo(icrs: wanted, ofDate: place.map { Astrometry.ofDate(wanted, at: date, $0) })
            case .date: TargetInfo(icrs: place.map { Astrometry.icrs(wanted, at: date, $0) }, ofDate: wanted)
            }
        }
    }

    /// Where a mount was sent, in both systems as far as they are known.
    func info(_ target: SlewTarget) -> TargetInfo {
        switch target {
        case .horizontal(let altitude, let azimuth): TargetInfo(altitude: altitude, azimuth: azimuth)
        case .equatorial(let rightAscension, let declination):
            both(EquatorialPosition(rightAscension: rightAscension, declination: declination))
        }
    }

    /// Coordinates of the mount in both systems as far as they are known.
    ///
    /// Those of a mount that does not say its system are given as the first pair, and not as of date.
    func both(_ own: EquatorialPosition) -> TargetInfo {
        switch system ?? .other {
        case .other: TargetInfo(icrs: own, ofDate: nil)
        case .j2000: TargetInfo(icrs: own, ofDate: place.map { Astrometry.ofDate(own, at: date, $0) })
        case .topocentric: TargetInfo(icrs: place.map { Astrometry.icrs(own, at: date, $0) }, ofDate: own)
        case .j2050, .b1950: TargetInfo()
        }
    }

    /// Where coordinates of the mount stand above the horizon; nil without a place.
    ///
    /// Those of a mount that does not say its system count as of date: they differ by less than half a degree.
    func horizontal(_ own: EquatorialPosition) -> HorizontalPosition? {
        guard let place else { return nil }
        let ofDate: EquatorialPosition
        switch system ?? .other {
        case .j2000: ofDate = Astrometry.ofDate(own, at: date, place)
        case .other, .topocentric: ofDate = own
        case .j2050, .b1950: return nil
        }
        return Astrometry.horizontal(ofDate: ofDate, at: date, place)
    }

    /// Where a target of the mount stands above the horizon; nil when it cannot be told.
    func horizontal(_ target: SlewTarget) -> HorizontalPosition? {
        switch target {
        case .horizontal(let altitude, let azimuth): HorizontalPosition(altitude: altitude, azimuth: azimuth)
        case .equatorial(let rightAscension, let declination):
            horizontal(EquatorialPosition(rightAscension: rightAscension, declination: declination))
        }
    }

    /// The hour angle in hours and the declination of a target of the mount, both of date; nil without a place.
    func hourAngle(_ target: SlewTarget) -> (hours: Double, declination: Double)? {
        guard let place, let direction = horizontal(target) else { return nil }
        let ofDate = Astrometry.ofDate(horizontal: direction, at: date, place)
        return (Astrometry.hourAngle(ofDate: ofDate, at: date, place), ofDate.declination)
    }

    private func own(_ wanted: EquatorialPosition, _ equinox: Equinox) throws(ServiceError) -> EquatorialPosition {
        let system = system ?? .other
        switch (system, equinox) {
        case (.other, _), (.topocentric, .date), (.j2000, .j2000): return wanted
        case (.topocentric, .j2000): return Astrometry.ofDate(wanted, at: date, try requirePlace())
        case (.j2000, .date): return Astrometry.icrs(wanted, at: date, try requirePlace())
        case (.j2050, _), (.b1950, _):
            throw ServiceError(
                .invalidState,
                "this mount takes coordinates of \(system == .j2050 ? "J2050" : "B1950"), to which nobody converts: "
                    + "set it to J2000 or topocentric",
                details: ["equatorial_system": .integer(Int64(system.rawValue))])
        }
    }

    private func requirePlace() throws(ServiceError) -> ObservingPlace {
        guard let place else {
            throw ServiceError(
                .invalidState, "coordinates are converted for the telescope's site, and it has none",
                details: ["cure": "telescope/config/update with site_id"])
        }
        return place
    }
}

extension TargetInfo {
    /// A direction in two systems.
    init(icrs: EquatorialPosition?, ofDate: EquatorialPosition?) {
        self.init()
        rightAscension = icrs?.rightAscension
        declination = icrs?.declination
        rightAscensionOfDate = ofDate?.rightAscension
        declinationOfDate = ofDate?.declination
    }
}
