import Glibc

/// The angle between two directions.
enum SkyDistance {
    /// The angle in degrees between two directions given as longitude and latitude in degrees (haversine formula, which
    /// keeps its precision at small angles).
    static func degrees(
        from first: (longitude: Double, latitude: Double), to second: (longitude: Double, latitude: Double)
    ) -> Double {
        let radian = Double.pi / 180
        let latitude = (second.latitude - first.latitude) * radian / 2
        let longitude = (second.longitude - first.longitude) * radian / 2
        let chord =
            sin(latitude) * sin(latitude)
            + cos(first.latitude * radian) * cos(second.latitude * radian) * sin(longitude) * sin(longitude)
        return 2 * asin(min(1, chord.squareRoot())) / radian
    }
}
