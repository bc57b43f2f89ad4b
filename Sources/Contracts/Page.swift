/// How many items of a list are wanted, 1 to 1000.
public struct PageLimit: Sendable, Hashable, Codable {
    /// The number when a request names none.
    public static let standard = PageLimit(trusted: 100)

    /// The number of items.
    public let count: Int

    private init(trusted count: Int) { self.count = count }

    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let count = try container.decode(Int.self)
        guard (1...1000).contains(count) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "must be a whole number, 1 ≤ value ≤ 1000")
        }
        self.count = count
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}
