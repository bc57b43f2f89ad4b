/// The type of a picture's values in ImageBytes; the raw value is the wire's.
public enum ImageElementType: Int32, Sendable, CaseIterable {
    case int16 = 1
    case int32 = 2
    case double = 3
    case single = 4
    case uint64 = 5
    case byte = 6
    case int64 = 7
    case uint16 = 8
    case uint32 = 9

    /// The bytes of one value.
    public var size: Int {
        switch self {
        case .byte: 1
        case .int16, .uint16: 2
        case .int32, .uint32, .single: 4
        case .int64, .uint64, .double: 8
        }
    }

    /// The smallest type for whole numbers of a range, for those that come from a camera.
    static func smallest(for range: ClosedRange<Int64>) -> ImageElementType {
        switch (range.lowerBound, range.upperBound) {
        case (0..., ...Int64(UInt8.max)): .byte
        case (0..., ...Int64(UInt16.max)): .uint16
        case (Int64(Int16.min)..., ...Int64(Int16.max)): .int16
        case (Int64(Int32.min)..., ...Int64(Int32.max)): .int32
        case (0..., ...Int64(UInt32.max)): .uint32
        default: .int64
        }
    }
}
