/// Where a broker listens.
public struct MQTTAddress: Sendable, Hashable {
    /// A name or an IP address.
    public var host: String
    /// The port, 1 to 65535.
    public var port: UInt16
    /// Whether the connection is encrypted.
    public var tls: Bool

    /// Names a listener.
    public init(host: String, port: UInt16 = 1883, tls: Bool = false) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}

extension MQTTAddress: CustomStringConvertible {
    /// `mqtt://host:port` or `mqtts://host:port`.
    public var description: String {
        "\(tls ? "mqtts" : "mqtt")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

extension MQTTAddress {
    /// Reads `host`, `host:port`, `tcp://host`, `mqtt://host:port` or `mqtts://host`; IPv6 addresses stand in brackets.
    ///
    /// - Parameters:
    ///   - text: The address as a configuration file writes it.
    ///   - defaultPort: The port when the text names none; without it 1883, or 8883 with TLS.
    /// - Throws: `MQTTError.invalid` when the text is no such address.
    public init(parsing text: String, defaultPort: UInt16? = nil) throws(MQTTError) {
        var rest = Substring(text)
        var tls = false
        if let mark = text.firstRange(of: "://") {
            switch text[..<mark.lowerBound].lowercased() {
            case "tcp", "mqtt": tls = false
            case "mqtts", "ssl", "tls": tls = true
            default: throw .invalid("a broker address starts with tcp://, mqtt:// or mqtts://")
            }
            rest = text[mark.upperBound...]
        }
        if rest.hasSuffix("/") { rest.removeLast() }
        var host = rest
        var port: Substring?
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = rest[rest.index(after: rest.startIndex)..<end]
            let after = rest[rest.index(after: end)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw .invalid("no broker address: \(text)") }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = rest.lastIndex(of: ":") {
            host = rest[..<colon]
            port = rest[rest.index(after: colon)...]
        }
        let isPlain = !host.isEmpty && host.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "/") }
        guard isPlain else { throw .invalid("no broker address: \(text)") }
        var number = defaultPort ?? (tls ? 8883 : 1883)
        if let port {
            guard let value = UInt16(port), value > 0 else { throw .invalid("no port: \(port)") }
            number = value
        }
        self.init(host: String(host), port: number, tls: tls)
    }
}
