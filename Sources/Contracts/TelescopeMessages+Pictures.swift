public import FoundationEssentials

/// Asks for the exposures of telescopes that the caller may read, the latest first.
public struct ExposureListRequest: Codable, Sendable {
    /// Only those of this telescope.
    public let telescopeID: UUID?
    /// Only those of this session.
    public let sessionID: UUID?
    /// Only those that have come so far.
    public let state: ExposureState?
    /// The most items.
    public let limit: PageLimit?
    /// Where to go on.
    public let cursor: PageCursor?

    enum CodingKeys: String, CodingKey {
        case state, limit, cursor
        case telescopeID = "telescope_id"
        case sessionID = "session_id"
    }
}

/// A page of exposures.
public struct ExposureListResponse: Codable, Sendable {
    /// The exposures.
    public let exposures: [ExposureInfo]
    /// Where the next page begins, when there is one.
    public let nextCursor: PageCursor?

    /// Describes a page.
    public init(exposures: [ExposureInfo], nextCursor: PageCursor?) {
        self.exposures = exposures
        self.nextCursor = nextCursor
    }

    enum CodingKeys: String, CodingKey {
        case exposures
        case nextCursor = "next_cursor"
    }
}

/// A part of what an exposure left.
public enum PicturePart: String, WireChoice {
    case file
    case preview
}

/// Asks for the address of a picture.
public struct PictureRequest: Codable, Sendable {
    /// The exposure.
    public let exposureID: UUID
    /// Which part; the file when nil.
    public let part: PicturePart?

    enum CodingKeys: String, CodingKey {
        case part
        case exposureID = "exposure_id"
    }
}

/// Where a picture can be got for a while.
public struct PictureResponse: Codable, Sendable {
    /// The exposure.
    public let exposureID: String
    /// Which part.
    public let part: PicturePart
    /// The address.
    public let url: String
    /// The digest of the bytes there.
    public let sha256: String
    /// How many bytes there are.
    public let size: Int
    /// Until when the address is good.
    public let expiresAt: Date

    /// Describes an address.
    public init(
        exposureID: String, part: PicturePart, url: String, sha256: String, size: Int, expiresAt: Date
    ) {
        self.exposureID = exposureID
        self.part = part
        self.url = url
        self.sha256 = sha256
        self.size = size
        self.expiresAt = expiresAt
    }

    enum CodingKeys: String, CodingKey {
        case part, url, sha256, size
        case exposureID = "exposure_id"
        case expiresAt = "expires_at"
    }
}
