/// Who a server says it is, at `/management/v1/description` and on its pages.
public struct AlpacaServerIdentity: Sendable, Hashable {
    /// The server's name.
    public let name: String
    /// Who made it.
    public let manufacturer: String
    /// Its version.
    public let version: String
    /// Where it stands.
    public let location: String

    /// Names a server.
    public init(name: String, manufacturer: String, version: String, location: String) {
        self.name = name
        self.manufacturer = manufacturer
        self.version = version
        self.location = location
    }
}
