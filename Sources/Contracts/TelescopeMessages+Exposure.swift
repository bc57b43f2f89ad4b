public import FoundationEssentials
public import Kernel

/// How far an exposure has come.
public enum ExposureState: String, WireChoice, Comparable {
    case requested
    case exposing
    case reading
    case downloading
    case saving
    case done
    case aborted
    case error

    /// Whether nothing more happens to it.
    public var isOver: Bool { [.done, .aborted, .error].contains(self) }

    /// Whether the left comes before the right.
    public static func < (left: ExposureState, right: ExposureState) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// An exposure, as replies give it; what is not known is `null`.
public struct ExposureInfo: Codable, Sendable, Equatable {
    /// Its id.
    public let exposureID: String
    /// The telescope.
    public let telescopeID: String
    /// The camera.
    @Explicit public var deviceID: String?
    /// The session in which it was taken.
    @Explicit public var sessionID: String?
    /// Who took it.
    @Explicit public var userID: String?
    /// How far it has come.
    public var state: ExposureState
    /// How much of it is over.
    @Explicit public var percent: Int?
    /// Why there is no picture.
    @Explicit public var reason: String?
    /// When it was asked for.
    public let requestedAt: Date
    /// When the sensor began to gather light.
    @Explicit public var startedAt: Date?
    /// Seconds.
    public let duration: Double
    /// What the picture is for.
    public let kind: ImageKind
    /// The filter in the light.
    @Explicit public var filter: String?
    /// What was looked at.
    @Explicit public var object: String?
    /// The FITS file on the node; in events its name alone.
    @Explicit public var file: String?
    /// The digest of the file.
    @Explicit public var sha256: String?
    /// The file's bytes.
    @Explicit public var size: Int?
    /// The preview, a PNG, on the node; in events its name alone.
    @Explicit public var preview: String?

    /// Describes an exposure that was just asked for.
    public init(
        exposureID: String, telescopeID: String, deviceID: String?, sessionID: String?, userID: String?,
        state: ExposureState, requestedAt: Date, duration: Double, kind: ImageKind, filter: String?, object: String?
    ) {
        self.exposureID = exposureID
        self.telescopeID = telescopeID
        self.state = state
        self.requestedAt = requestedAt
        self.duration = duration
        self.kind = kind
        self.deviceID = deviceID
        self.sessionID = sessionID
        self.userID = userID
        self.filter = filter
        self.object = object
    }

    enum CodingKeys: String, CodingKey {
        case state, percent, reason, duration, filter, object, file, sha256, size, preview
        case exposureID = "exposure_id"
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
        case sessionID = "session_id"
        case userID = "user_id"
        case requestedAt = "requested_at"
        case startedAt = "started_at"
        case kind = "image_type"
    }
}

/// What an exposure was answered with; file, preview and headers after waiting.
public struct ExposeResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// The camera.
    public let deviceID: String
    /// The exposure, as its events name it.
    public let exposureID: String
    /// How far it has come.
    public let state: ExposureState
    /// The FITS file on the node.
    public let file: String?
    /// The preview, a PNG, on the node.
    public let preview: String?
    /// The digest of the file.
    public let sha256: String?
    /// The file's bytes.
    public let size: Int?
    /// The header of the file.
    public let headers: [String: JSONValue]?

    /// Describes an exposure.
    public init(
        telescopeID: String, deviceID: String, exposureID: String, state: ExposureState, file: String? = nil,
        preview: String? = nil, sha256: String? = nil, size: Int? = nil, headers: [String: JSONValue]? = nil
    ) {
        self.telescopeID = telescopeID
        self.deviceID = deviceID
        self.exposureID = exposureID
        self.state = state
        self.file = file
        self.preview = preview
        self.sha256 = sha256
        self.size = size
        self.headers = headers
    }

    enum CodingKeys: String, CodingKey {
        case state, file, preview, sha256, size, headers
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
        case exposureID = "exposure_id"
    }
}

/// What a camera was told to end.
public struct ExposureEndResponse: Codable, Sendable {
    /// The telescope.
    public let telescopeID: String
    /// The camera; absent when the caller may not read the telescope.
    public let deviceID: String?
    /// The exposure that was under way; absent when none was.
    public let exposureID: String?
    /// What else is to be said.
    public let note: String?

    /// Describes what was ended.
    public init(telescopeID: String, deviceID: String?, exposureID: String?, note: String? = nil) {
        self.telescopeID = telescopeID
        self.deviceID = deviceID
        self.exposureID = exposureID
        self.note = note
    }

    enum CodingKeys: String, CodingKey {
        case note
        case telescopeID = "telescope_id"
        case deviceID = "device_id"
        case exposureID = "exposure_id"
    }
}

/// What happened to an exposure: the payload of camera events.
public struct CameraEvent: Codable, Sendable, Equatable {
    /// The telescope.
    public let telescopeID: String
    /// The exposure.
    public let exposure: ExposureInfo

    /// Describes what happened.
    public init(telescopeID: String, exposure: ExposureInfo) {
        self.telescopeID = telescopeID
        self.exposure = exposure
    }

    enum CodingKeys: String, CodingKey {
        case exposure
        case telescopeID = "telescope_id"
    }
}
