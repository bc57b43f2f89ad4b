/// The listener of a managed server that other machines reach: encrypted, and with a password only.
public struct ServerNetwork: Sendable {
    /// The address to listen on.
    public let host: String
    /// The port.
    public let port: Int
    /// A certificate for the very first start, until there is one that clients can check.
    let placeholder: @Sendable () throws -> ServerCertificate

    /// Describes the listener.
    public init(host: String, port: Int, placeholder: @escaping @Sendable () throws -> ServerCertificate) {
        (self.host, self.port, self.placeholder) = (host, port, placeholder)
    }

    /// The address at which the machine itself reaches the listener.
    var near: String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: host
        }
    }
}
