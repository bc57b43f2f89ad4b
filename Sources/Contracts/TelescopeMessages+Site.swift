public import FoundationEssentials
public import Kernel

/// A place with telescopes, as replies give it.
public struct Site: Codable, Sendable, Equatable {
    /// The site's id.
    public let id: String
    /// Its name.
    public let name: String
    /// Words about it.
    @Explicit public var description: String?
    /// Degrees north.
    public let latitude: Double
    /// Degrees east.
    public let longitude: Double
    /// Metres above the sea.
    public let elevation: Double
    /// The IANA name of its time zone.
    public let timezone: String
    /// What hides the sky: a list of `{azimuth, altitude}` in degrees.
    @Explicit public var horizon: JSONValue?
    /// Degrees below which nothing is observed.
    public let minimumAltitude: Double
    /// When it was made.
    public let createdAt: Date
    /// When it was last changed.
    public let updatedAt: Date

    /// Describes a site.
    public init(
        id: String, name: String, description: String?, latitude: Double, longitude: Double, elevation: Double,
        timezone: String, horizon: JSONValue?, minimumAltitude: Double, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.name = name
        self.latitude = latitude
        self.longitude = longitude
        self.elevation = elevation
        self.timezone = timezone
        self.minimumAltitude = minimumAltitude
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.description = description
        self.horizon = horizon
    }

    enum CodingKeys: String, CodingKey {
        case id, name, description, latitude, longitude, elevation, timezone, horizon
        case minimumAltitude = "minimum_altitude"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// Makes a site.
public struct SiteCreateRequest: Decodable, Sendable {
    /// The name, once per installation.
    public let name: Label
    /// Degrees north.
    public let latitude: Latitude
    /// Degrees east.
    public let longitude: Longitude
    /// Metres above the sea.
    public let elevation: Elevation
    /// The IANA name of the time zone.
    public let timezone: TimeZoneName
    /// Words about it.
    public let description: Prose?
    /// What hides the sky.
    public let horizon: SiteHorizon?
    /// Degrees below which nothing is observed, 10 when nil.
    public let minimumAltitude: Altitude?

    enum CodingKeys: String, CodingKey {
        case name, latitude, longitude, elevation, timezone, description, horizon
        case minimumAltitude = "minimum_altitude"
    }
}

/// Changes the fields of a site that it names.
public struct SiteUpdateRequest: Decodable, Sendable {
    /// The site.
    public let id: UUID
    /// The name.
    public let name: Patch<Label>
    /// Degrees north.
    public let latitude: Patch<Latitude>
    /// Degrees east.
    public let longitude: Patch<Longitude>
    /// Metres above the sea.
    public let elevation: Patch<Elevation>
    /// The IANA name of the time zone.
    public let timezone: Patch<TimeZoneName>
    /// Words about it.
    public let description: Patch<Prose>
    /// What hides the sky.
    public let horizon: Patch<SiteHorizon>
    /// Degrees below which nothing is observed.
    public let minimumAltitude: Patch<Altitude>

    enum CodingKeys: String, CodingKey {
        case id, name, latitude, longitude, elevation, timezone, description, horizon
        case minimumAltitude = "minimum_altitude"
    }
}

/// Names a site.
public struct SiteRequest: Codable, Sendable {
    /// The site.
    public let id: UUID
}

/// Asks for the sites, ordered by name.
public struct SiteListRequest: Codable, Sendable {
    /// The most items.
    public let limit: PageLimit?
    /// Where to go on.
    public let cursor: PageCursor?
}

/// One site.
public struct SiteResponse: Codable, Sendable {
    /// The site's id.
    public let id: String
    /// The site.
    public let site: Site

    /// Wraps a site.
    public init(_ site: Site) {
        id = site.id
        self.site = site
    }
}

/// A page of sites.
public struct SiteListResponse: Codable, Sendable {
    /// The sites.
    public let sites: [Site]
    /// Where the next page begins, when there is one.
    public let nextCursor: PageCursor?

    /// Describes a page.
    public init(sites: [Site], nextCursor: PageCursor?) {
        self.sites = sites
        self.nextCursor = nextCursor
    }

    enum CodingKeys: String, CodingKey {
        case sites
        case nextCursor = "next_cursor"
    }
}
