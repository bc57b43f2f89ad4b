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
    /// The directory below that of all pictures: `<telescope>/<night>`.
    ///
    /// The night is the date in UTC twelve hours before the exposure: it changes at noon.
    var directory: String {
        "\(telescope.text)/\(Timestamp.text(startedAt.addingTimeInterval(-43200)).prefix(10))"
    }

    /// The file's name without its ending: `20260116T210405_<exposure>`; in order of time.
    var stem: String {
        let digits = Timestamp.text(startedAt).prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(digits)_\(exposure.text)"
    }
}
