public import FoundationEssentials
import Kernel

/// What a picture's files are named after.
public struct ImageName: Sendable, Hashable {
    /// The telescope that looked.
    public let telescope: UUID
    /// The exposure.
    public let exposure: UUID
    /// When the shutter opened.
    public let startedAt: Date

    /// Names a picture.
    public init(telescope: UUID, exposure: UUID, startedAt: Date) {
        self.telescope = telescope
        self.exposure = exposure
        self.startedAt = startedAt
    }
}

extension ImageName {
    // The years 1 to 9999; a time outside has no digits to be written with.
    private static let range = -62_135_596_800.0...253_402_300_799.0

    /// The directory below that of all pictures: `<telescope>/<night>`.
    ///
    /// The night is the date in UTC twelve hours before the exposure: it changes at noon.
    var directory: String {
        "\(telescope.text)/\(Timestamp.text(time.addingTimeInterval(-43200)).prefix(10))"
    }

    /// The file's name without its ending: `20260116T210405_<exposure>`; in order of time.
    var stem: String {
        let digits = Timestamp.text(time).prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(digits)_\(exposure.text)"
    }

    private var time: Date {
        let seconds = startedAt.timeIntervalSince1970
        guard seconds.isFinite else { return Date(timeIntervalSince1970: 0) }
        return Date(timeIntervalSince1970: min(max(seconds, Self.range.lowerBound + 43200), Self.range.upperBound))
    }
}
