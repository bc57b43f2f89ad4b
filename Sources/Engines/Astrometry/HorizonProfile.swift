public import Kernel

/// What stands around an observatory: the lowest altitude that is free, by azimuth.
public struct HorizonProfile: Sendable, Equatable {
    private struct Point: Equatable {
        let azimuth: Double
        let altitude: Double
    }

    private let points: [Point]
    private let minimum: Double

    /// Draws a horizon.
    ///
    /// Between two points it is a straight line, also from the last to the first. Two points of equal azimuth make a step:
    /// the first belongs to the side before it, the last to the side after it, and the higher counts on the step itself.
    /// - Parameters:
    ///   - points: Degrees, in any order; an azimuth outside 0 … 360 counts with whole turns removed. Points that are not
    ///     finite are left out.
    ///   - minimum: The altitude below which nothing is free anywhere, degrees.
    public init(points: [(azimuth: Double, altitude: Double)], minimum: Double) {
        let turned = points.filter { $0.azimuth.isFinite && $0.altitude.isFinite }.map { point in
            // 360 stays at the end: a profile written from 0 to 360 has its step between the two.
            let azimuth = point.azimuth == 360 ? 360 : Astrometry.wrapped(point.azimuth, 360)
            return Point(azimuth: azimuth, altitude: point.altitude)
        }
        self.points = turned.enumerated()
            .sorted { ($0.element.azimuth, $0.offset) < ($1.element.azimuth, $1.offset) }
            .map(\.element)
        self.minimum = minimum
    }

    /// The lowest altitude that is free at an azimuth, in degrees; at an azimuth that is not finite, the highest of all.
    public func altitude(at azimuth: Double) -> Double {
        guard azimuth.isFinite else { return points.reduce(minimum) { max($0, $1.altitude) } }
        return max(minimum, profile(at: Astrometry.wrapped(azimuth, 360)) ?? minimum)
    }

    private func profile(at azimuth: Double) -> Double? {
        guard let first = points.first, let last = points.last else { return nil }
        let met = points.filter { Astrometry.wrapped($0.azimuth, 360) == azimuth }.map(\.altitude)
        if let highest = met.max() { return highest }
        // The end of the circle is followed by its beginning.
        let lastTurnedBack = Point(azimuth: last.azimuth - 360, altitude: last.altitude)
        let firstTurnedOn = Point(azimuth: first.azimuth + 360, altitude: first.altitude)
        let before = points.last { $0.azimuth < azimuth } ?? lastTurnedBack
        let after = points.first { $0.azimuth > azimuth } ?? firstTurnedOn
        let share = (azimuth - before.azimuth) / (after.azimuth - before.azimuth)
        return before.altitude + share * (after.altitude - before.altitude)
    }
}

extension HorizonProfile {
    /// Reads the horizon of a site: `[[azimuth, altitude], …]` or `[{"azimuth": …, "altitude": …}, …]`, in degrees.
    ///
    /// It is nil when the value has another shape or a number is out of range (azimuth 0 … 360, altitude ±90).
    /// - Parameters:
    ///   - json: The site's `horizon`; nil and null are an empty horizon.
    ///   - minimum: The site's lowest altitude, degrees.
    public init?(_ json: JSONValue?, minimum: Double) {
        guard let json, json != .null else {
            self.init(points: [], minimum: minimum)
            return
        }
        guard let elements = json.elements else { return nil }
        var points: [(azimuth: Double, altitude: Double)] = []
        for element in elements {
            let pair = element.elements ?? [element["azimuth"], element["altitude"]].compactMap(\.self)
            guard pair.count == 2, let azimuth = pair[0].double, let altitude = pair[1].double,
                (0...360).contains(azimuth), (-90...90).contains(altitude)
            else { return nil }
            points.append((azimuth, altitude))
        }
        self.init(points: points, minimum: minimum)
    }
}
