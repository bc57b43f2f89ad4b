import FoundationEssentials
public import Kernel

/// The address of an Alpaca server: `http` or `https`, a host, a port and, behind a reverse proxy, a path prefix.
public struct AlpacaServer: Sendable, Hashable {
    /// The address in its canonical spelling, without a slash at the end.
    public let url: String
    /// The host's name or address.
    public let host: String
    /// The TCP port.
    public let port: Int
    /// The host as an address, or nil when it is a name.
    let address: NetworkAddress?
    private let scheme: String
    private let path: String

    /// Reads an address; without a port it is the scheme's own.
    ///
    /// A user name or password in the address is refused and never repeated: addresses are shown and logged.
    /// - Parameter text: An address such as `http://10.0.0.5:11111`.
    /// - Throws: `ServiceError` `invalid_request` naming `server_url`.
    public init(_ text: String) throws(ServiceError) {
        guard text.utf8.count <= 512 else { throw Self.invalid("is longer than 512 bytes") }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
            throw Self.invalid("must be an address such as http://10.0.0.5:11111")
        }
        guard scheme == "http" || scheme == "https" else { throw Self.invalid("must begin with http:// or https://") }
        guard parts.user == nil, parts.password == nil else {
            throw Self.invalid("must not contain a user name or password")
        }
        guard parts.query == nil, parts.fragment == nil else { throw Self.invalid("must not contain ? or #") }
        guard let host = parts.host?.lowercased(), !host.isEmpty, host.utf8.count <= 253,
            host.utf8.allSatisfy(Self.isHost)
        else { throw Self.invalid("must name a host") }
        let port = parts.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65535).contains(port) else { throw Self.invalid("must have a port from 1 to 65535") }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !path.split(separator: "/").contains("..") else {
            throw Self.invalid("has a path that cannot be used")
        }
        let address = NetworkAddress(host)
        // Else it would be looked up, and could mean anything.
        guard address != nil || !host.utf8.contains(where: { "[]:%".utf8.contains($0) }) else {
            throw Self.invalid("must name a host")
        }
        // The sign before a zone has a spelling of its own in URLs (RFC 6874).
        let spelled = address.flatMap { $0.zone == nil ? nil : $0.urlHost } ?? host
        self.host = spelled
        self.port = port
        self.address = address
        self.scheme = scheme
        self.path = path
        url = "\(scheme)://\(spelled):\(port)\(path)"
    }

    private static func invalid(_ why: String) -> ServiceError {
        ServiceError(.invalidRequest, "server_url \(why)", details: ["field": "server_url"])
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"),
            UInt8(ascii: "%"):
            true
        default: false
        }
    }
}

extension AlpacaServer {
    /// Whether requests are encrypted, which binds them to the host's name.
    var isEncrypted: Bool { scheme == "https" }

    /// The server at one of its addresses.
    func url(at address: NetworkAddress) -> String {
        self.address == nil ? "\(scheme)://\(address.urlHost):\(port)\(path)" : url
    }
}

extension AlpacaServer: CustomStringConvertible {
    /// The address; it holds no secret.
    public var description: String { url }
}
