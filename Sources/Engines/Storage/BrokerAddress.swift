/// Where the managed broker answers, and the account that a node uses there.
public struct BrokerAddress: Sendable, Equatable {
    /// The address of the listener.
    public let host: String
    /// The port of the listener.
    public let port: Int
    /// The name of the nodes' account.
    public let username: String
    /// The password of the nodes' account.
    public let password: String
}

extension BrokerAddress: CustomStringConvertible {
    /// Safe to show: the address without the password.
    public var description: String { "\(host):\(port)" }
}

extension BrokerAddress: CustomDebugStringConvertible, CustomReflectable {
    /// Safe as well: a password must not get into a log by accident.
    public var debugDescription: String { description }

    /// The address without the password.
    public var customMirror: Mirror { Mirror(self, children: ["host": host, "port": port]) }
}
