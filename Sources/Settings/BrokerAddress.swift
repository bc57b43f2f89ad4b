/// Where an MQTT broker listens.
public struct BrokerAddress: Sendable, Equatable {
    /// A name or an address; an IPv6 address without brackets.
    public let host: String
    /// The port.
    public let port: Int
    /// Whether the connection is encrypted.
    public let usesTLS: Bool

    /// Describes an address.
    public init(host: String, port: Int, usesTLS: Bool) {
        self.host = host
        self.port = port
        self.usesTLS = usesTLS
    }

    /// Reads `host`, `host:port`, `tcp://host`, `mqtt://host` or `mqtts://host`, each with or without a port; else nil.
    /// - Parameters:
    ///   - text: The address as written; an IPv6 address is in brackets.
    ///   - defaultPort: The port when the text has none; nil means 1883, or 8883 with TLS.
    ///   - encrypted: Whether an address without a scheme is encrypted.
    public init?(_ text: String, defaultPort: Int? = nil, usesTLS encrypted: Bool = false) {
        var rest = Substring(text)
        var usesTLS = encrypted
        if let separator = text.firstRange(of: "://") {
            switch text[..<separator.lowerBound].lowercased() {
            case "tcp", "mqtt": usesTLS = false
            case "mqtts": usesTLS = true
            default: return nil
            }
            rest = rest[separator.upperBound...]
            if rest.hasSuffix("/") { rest = rest.dropLast() }
        }
        guard let (host, port) = Self.parts(of: rest) else { return nil }
        self.init(host: host, port: port ?? defaultPort ?? (usesTLS ? 8883 : 1883), usesTLS: usesTLS)
    }

    /// Whether only the machine itself can be meant.
    public var isLoopback: Bool { host == "::1" || host.lowercased() == "localhost" || host.hasPrefix("127.") }

    private static func parts(of text: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        var after: Substring = ""
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            after = text[text.index(after: end)...]
            guard isName(host, and: ":.%-_") else { return nil }
        } else {
            host = text.prefix { $0 != ":" }
            after = text[host.endIndex...]
            guard isName(host, and: ".-_") else { return nil }
        }
        // No name in the DNS is longer (RFC 1035, section 2.3.4).
        guard (1...253).contains(host.utf8.count) else { return nil }
        guard !after.isEmpty else { return (String(host), nil) }
        guard after.hasPrefix(":"), let port = Int(after.dropFirst()), (1...65535).contains(port) else { return nil }
        return (String(host), port)
    }

    private static func isName(_ text: Substring, and others: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || others.contains($0)) }
    }
}
