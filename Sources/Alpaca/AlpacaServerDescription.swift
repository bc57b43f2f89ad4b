public import Kernel

/// What a server says about itself at `/management/v1/description`.
public struct AlpacaServerDescription: Sendable, Hashable {
    /// The server's name.
    public let serverName: String
    /// Who made it.
    public let manufacturer: String
    /// The version of the server.
    public let version: String
    /// Where it stands.
    public let location: String

    /// Reads the value of an answer; AlpycaDevice writes `Version` for `ManufacturerVersion`.
    public init(value: JSONValue) {
        serverName = value["ServerName"]?.text ?? ""
        manufacturer = value["Manufacturer"]?.text ?? ""
        version = value["ManufacturerVersion"]?.text ?? value["Version"]?.text ?? ""
        location = value["Location"]?.text ?? ""
    }
}
