/// A picture of a camera, in the order in which files and screens keep it.
public struct AlpacaImage: Sendable, Equatable {
    /// The values: x fastest, then y, then the plane.
    ///
    /// On the wire y is fastest (ASCOM Alpaca API Reference, ImageBytes); whoever reads or writes the wire turns it.
    public enum Samples: Sendable, Equatable {
        case uint8([UInt8])
        case int16([Int16])
        case uint16([UInt16])
        case int32([Int32])
        case uint32([UInt32])
        case float([Float])
        case double([Double])
    }

    /// The columns, `NumX`.
    public let width: Int
    /// The rows, `NumY`.
    public let height: Int
    /// The planes: 1, or 3 for a picture in colours.
    public let planes: Int
    /// The values.
    public let samples: Samples

    /// Makes a picture; nil when the number of values is not that of its sides.
    public init?(width: Int, height: Int, planes: Int = 1, samples: Samples) {
        guard width > 0, height > 0, planes > 0 else { return nil }
        let (area, isTooLarge) = width.multipliedReportingOverflow(by: height)
        let (count, isTooDeep) = area.multipliedReportingOverflow(by: planes)
        guard !isTooLarge, !isTooDeep, count == samples.count else { return nil }
        self.width = width
        self.height = height
        self.planes = planes
        self.samples = samples
    }
}

extension AlpacaImage.Samples {
    /// How many values there are.
    public var count: Int {
        switch self {
        case .uint8(let values): values.count
        case .int16(let values): values.count
        case .uint16(let values): values.count
        case .int32(let values): values.count
        case .uint32(let values): values.count
        case .float(let values): values.count
        case .double(let values): values.count
        }
    }
}
