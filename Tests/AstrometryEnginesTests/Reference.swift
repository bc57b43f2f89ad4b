import AstrometryEngines
import FoundationEssentials
import Kernel

/// What astropy 8.0.2 says, with UT1 − UTC, polar motion and air pressure set to zero.
///
/// `icrs` is a `SkyCoord`, `ofDate` its `TETE`, `horizontal` its `AltAz`.
struct Reference: Sendable {
    let date: Date
    let place: ObservingPlace
    let icrs: EquatorialPosition
    let ofDate: EquatorialPosition
    let horizontal: HorizontalPosition

    init?(_ line: Substring) {
        let words = line.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Double($0) }
        guard numbers.count == 9, let date = words.first.flatMap({ Timestamp.date(String($0)) }) else { return nil }
        self.date = date
        place = ObservingPlace(latitude: numbers[0], longitude: numbers[1], elevation: numbers[2])
        icrs = EquatorialPosition(rightAscension: numbers[3], declination: numbers[4])
        ofDate = EquatorialPosition(rightAscension: numbers[5], declination: numbers[6])
        horizontal = HorizontalPosition(altitude: numbers[7], azimuth: numbers[8])
    }

    /// Date, latitude, longitude, elevation; ICRS; of date; altitude, azimuth.
    static let all = table.split(separator: "\n").compactMap { Reference($0) }

    /// How many lines there are to read.
    static var lines: Int { table.split(separator: "\n").count }

    private static let table = """
        2026-01-16T21:04:05.123Z -24.627222 -70.404167 2635 2.530304 89.264109 3.105617 89.3791168 -24.1847979 0.478359
        2026-01-16T21:04:05.123Z 51.4769 0 46 0.0001 -0.5 0.0223027 -0.3553497 10.8137401 255.5183422
        2026-01-16T21:04:05.123Z 51.4769 0 46 23.99999 12.3456 0.0221608 12.491441 20.9230671 263.7735351
        2026-01-16T21:04:05.123Z 51.4769 0 46 12 -89.9 23.9777197 -89.9595312 -51.4648277 180.062009
        2026-01-16T21:04:05.123Z 90 0 0 2.530304 89.264109 3.1052629 89.3791736 89.3791736 205.7548561
        2026-01-16T21:04:05.123Z -31.2733 149.0644 1165 6.752477 -16.7161159 6.7723464 -16.7441407 -14.9133377 239.2971782
        1999-12-31T23:59:59Z -24.627222 -70.404167 2635 0.0001 -0.5 23.9998052 -0.501998 52.593644 305.702185
        1999-12-31T23:59:59Z 51.4769 0 46 2.530304 89.264109 2.5463258 89.2669953 51.8190607 358.9552531
        1999-12-31T23:59:59Z 90 0 0 6.752477 -16.7161159 6.7526778 -16.7176997 -16.7176997 178.6699036
        1999-12-31T23:59:59Z 0 179.999 10 0.0001 -0.5 23.9998015 -0.5019969 9.9616612 90.5096812
        2050-06-21T12:00:00Z -24.627222 -70.404167 2635 2.530304 89.264109 3.8008695 89.4522055 -24.192358 0.3658263
        2050-06-21T12:00:00Z 51.4769 0 46 6.752477 -16.7161159 6.7898979 -16.7748997 20.9517571 167.732742
        2050-06-21T12:00:00Z -31.2733 149.0644 1165 0.0001 -0.5 0.0434337 -0.2175803 -26.5603088 107.9742877
        2050-06-21T12:00:00Z 0 179.999 10 2.530304 89.264109 3.7999017 89.4522065 -0.4599979 0.2974585
        1987-04-10T19:21:00Z -24.627222 -70.404167 2635 6.752477 -16.7161159 6.742872 -16.7031873 49.3328516 87.2263187
        1987-04-10T19:21:00Z 51.4769 0 46 23.99999 12.3456 23.9886801 12.271826 -12.4708498 308.8525617
        1987-04-10T19:21:00Z 51.4769 0 46 12 -89.9 12.0435774 -89.830554 -51.3721903 179.7863488
        1987-04-10T19:21:00Z 90 0 0 6.752477 -16.7161159 6.7428679 -16.7032031 -16.7032031 207.5938853
        1987-04-10T19:21:00Z 0 179.999 10 0.0001 -0.5 23.9888422 -0.5734107 38.9009544 90.7368193
        2016-12-31T23:59:59.5Z -24.627222 -70.404167 2635 2.530304 89.264109 2.9073418 89.338596 -23.9831507 0.1650553
        2016-12-31T23:59:59.5Z 51.4769 0 46 6.752477 -16.7161159 6.7654598 -16.7374832 21.7832654 179.3320535
        2016-12-31T23:59:59.5Z -31.2733 149.0644 1165 0.0001 -0.5 0.0144438 -0.4065554 -17.0429048 101.2372921
        2016-12-31T23:59:59.5Z 0 179.999 10 2.530304 89.264109 2.9066091 89.3385397 -0.3579822 0.5562217
        """
}
