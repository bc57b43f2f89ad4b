/// A whole number whose type knows its range: one that exists is in range.
public struct BoundedInteger<Limits: IntegerLimits>: Sendable, Hashable {
    /// The number.
    public let value: Int
}

/// A kind of whole number that has a range.
public protocol IntegerLimits: Sendable, Hashable {
    /// The range.
    static var range: ClosedRange<Int> { get }
}

extension BoundedInteger: Codable {
    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A failed read means that it is no whole number; the decoder's own error does not always name the field.
        guard let value = try? container.decode(Int.self), Limits.range.contains(value) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription:
                    "must be a whole number, \(Limits.range.lowerBound) ≤ value ≤ \(Limits.range.upperBound)")
        }
        self.value = value
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

/// A number of steps, a brightness or a size as Alpaca carries it, not negative.
public typealias Count = BoundedInteger<CountLimits>
/// A gain or an offset as Alpaca carries it.
public typealias DeviceInteger = BoundedInteger<DeviceIntegerLimits>
/// How many pixels of a side are read as one.
public typealias BinCount = BoundedInteger<BinCountLimits>

/// The whole numbers of Alpaca that are not negative.
public enum CountLimits: IntegerLimits {
    /// 31 bits.
    public static let range = 0...2_147_483_647
}

/// The whole numbers of Alpaca.
public enum DeviceIntegerLimits: IntegerLimits {
    /// 32 bits.
    public static let range = -2_147_483_648...2_147_483_647
}

/// The range of a binning.
public enum BinCountLimits: IntegerLimits {
    /// At least one pixel; the largest that a camera may have as Alpaca says it.
    public static let range = 1...32767
}
