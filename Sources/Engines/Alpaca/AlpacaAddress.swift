public import Alpaca

/// Where a device is: its server, its type and its number there.
public struct AlpacaAddress: Sendable, Hashable {
    /// The server.
    public let server: AlpacaServer
    /// The type of device.
    public let type: AlpacaDeviceType
    /// The number among the devices of its type.
    public let number: UInt32

    /// Names a device of a server.
    public init(server: AlpacaServer, type: AlpacaDeviceType, number: UInt32) {
        self.server = server
        self.type = type
        self.number = number
    }

    func path(of member: String) -> String { "/api/v1/\(type.rawValue)/\(number)/\(member)" }
}

extension AlpacaAddress: CustomStringConvertible {
    /// Such as `telescope/0 at http://10.0.0.5:11111`.
    public var description: String { "\(type.rawValue)/\(number) at \(server)" }
}
