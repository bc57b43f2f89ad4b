/// Something that is no more.
public struct DeletedResponse: Codable, Sendable {
    /// Its id.
    public let id: String

    /// Names what is no more.
    public init(id: String) { self.id = id }
}
