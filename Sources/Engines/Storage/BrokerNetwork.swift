/// The listener of the managed broker that other machines reach: TLS, and accounts only.
public struct BrokerNetwork: Sendable {
    /// The address to listen on.
    public let host: String
    /// The port.
    public let port: Int
    /// A certificate for the very first start, until there is one that clients can check.
    let placeholder: @Sendable () throws -> BrokerCertificate

    /// Describes the listener.
    public init(host: String, port: Int, placeholder: @escaping @Sendable () throws -> BrokerCertificate) {
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
