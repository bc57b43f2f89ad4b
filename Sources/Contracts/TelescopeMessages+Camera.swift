public import Kernel

/// What a camera is to take.
public struct ExposureValues: Decodable, Sendable {
    /// Seconds.
    public let duration: ExposureSeconds
    /// Whether the shutter opens; that of the kind, or true, when nil.
    public let light: Bool?
    /// What the picture is for; told by `light` and the duration when nil.
    public let kind: ImageKind?
    /// How many pixels are read as one.
    public let bin: Binning?
    /// The part of the sensor to read; all of it when nil.
    public let region: RegionValues?
    /// A value, or an index where the camera names its gains.
    public let gain: DeviceInteger?
    /// A value, or an index where the camera names its offsets.
    public let offset: DeviceInteger?
    /// The readout mode's number or name.
    public let readoutMode: IndexOrName?
    /// The filter that is to be in the light: its name or its position from 0.
    public let filter: IndexOrName?
    /// What is looked at.
    public let object: Label?

    enum CodingKeys: String, CodingKey {
        case duration, light, bin, region, gain, offset, filter, object
        case kind = "image_type"
        case readoutMode = "readout_mode"
    }
}

extension ExposureValues {
    /// What the picture is for.
    ///
    /// - Returns: The kind that was named, else the one that the shutter and the duration tell.
    /// - Throws: `invalid_request` when shutter and kind contradict each other.
    public func imageKind() throws(ServiceError) -> ImageKind {
        guard let kind else {
            guard light == false else { return .light }
            return duration.value == 0 ? .bias : .dark
        }
        guard light ?? kind.needsLight == kind.needsLight else {
            throw ServiceError(
                .invalidRequest, "field light contradicts image_type \(kind.rawValue)", details: ["field": "light"])
        }
        return kind
    }
}

/// Seconds of an exposure, 0 to a day.
public typealias ExposureSeconds = Bounded<ExposureSecondsLimits>

/// The range of an exposure's duration.
public enum ExposureSecondsLimits: NumberLimits {
    /// Up to a day; a camera's own limits are narrower.
    public static let range = NumberRange(0...86400, "seconds")
}

/// What a picture is for.
public enum ImageKind: String, WireChoice {
    case light
    case dark
    case bias
    case flat

    /// Whether the shutter opens for it.
    public var needsLight: Bool { self == .light || self == .flat }
}

/// How many pixels are read as one: a number for both sides, or `{"x":…,"y":…}`.
public struct Binning: Decodable, Sendable, Equatable {
    /// Columns.
    public let x: BinCount
    /// Rows.
    public let y: BinCount

    private enum CodingKeys: String, CodingKey {
        case x, y
    }

    /// Reads either form.
    public init(from decoder: any Decoder) throws {
        // A failed container means that it is no object.
        guard let container = try? decoder.container(keyedBy: CodingKeys.self) else {
            x = try BinCount(from: decoder)
            y = x
            return
        }
        x = try container.decode(BinCount.self, forKey: .x)
        y = try container.decodeIfPresent(BinCount.self, forKey: .y) ?? x
    }
}

/// A part of a sensor, in binned pixels.
public struct RegionValues: Decodable, Sendable, Equatable {
    /// The first column, from 0.
    public let startX: Count
    /// The first row, from 0.
    public let startY: Count
    /// Columns.
    public let width: RegionSide
    /// Rows.
    public let height: RegionSide

    private enum CodingKeys: String, CodingKey {
        case x, y, width, height
        case startX = "start_x"
        case startY = "start_y"
    }

    /// Reads the corner as `start_x` and `start_y`, or as `x` and `y`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        startX = try container.decodeIfPresent(Count.self, forKey: .x) ?? container.decode(Count.self, forKey: .startX)
        startY = try container.decodeIfPresent(Count.self, forKey: .y) ?? container.decode(Count.self, forKey: .startY)
        width = try container.decode(RegionSide.self, forKey: .width)
        height = try container.decode(RegionSide.self, forKey: .height)
    }
}

/// A number of binned pixels, at least one.
public typealias RegionSide = BoundedInteger<RegionSideLimits>

/// The range of a region's side.
public enum RegionSideLimits: IntegerLimits {
    /// At least one pixel.
    public static let range = 1...2_147_483_647
}
