/// A request or response without fields.
public struct Empty: Codable, Sendable, Equatable {
    /// Makes one.
    public init() {}
}
