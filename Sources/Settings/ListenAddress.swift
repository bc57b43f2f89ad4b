/// Where a server of the node listens for other machines.
public struct ListenAddress: Sendable, Equatable {
    /// A name or an address of this machine; an IPv6 address without brackets.
    public let host: String
    /// The port.
    public let port: Int

    /// Describes an address.
    public init(host: String, port: Int) {
        (self.host, self.port) = (host, port)
    }

    /// Reads `host` or `host:port`; nil when the text is neither.
    /// - Parameters:
    ///   - text: The address as written; an IPv6 address is in brackets.
    ///   - defaultPort: The port when the text has none.
    public init?(_ text: String, defaultPort: Int) {
        guard !text.contains("://"), let address = BrokerAddress(text, defaultPort: defaultPort) else { return nil }
        self.init(host: address.host, port: address.port)
    }

    /// Whether only the machine itself can be meant.
    public var isLoopback: Bool { BrokerAddress(host: host, port: port, usesTLS: false).isLoopback }
}

extension ListenAddress: CustomStringConvertible {
    /// As it is written in a configuration.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension SectionReader {
    /// Where a server listens for other machines.
    func listener(_ key: String, defaultPort: Int) -> ListenAddress? {
        text(key, example: "0.0.0.0:\(defaultPort)") { text in
            guard ListenAddress(text, defaultPort: defaultPort) == nil else { return nil }
            return "must be host or host:port, an IPv6 address in brackets"
        }.flatMap { ListenAddress($0, defaultPort: defaultPort) }
    }
}
