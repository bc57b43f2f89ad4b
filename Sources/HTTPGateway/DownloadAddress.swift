/// Where the door for downloads listens, and how clients reach it.
public struct DownloadAddress: Sendable, Hashable {
    /// The address to listen at.
    public let host: String
    /// The port; 0 for any that is free.
    public let port: Int
    /// How clients reach it, as the beginning of a URL; nil for `http://host:port`.
    public let publicURL: String?
    /// The host that clients are told when there is no `publicURL`; another than `host` when that means all addresses.
    public let shownHost: String

    /// Describes an address.
    public init(host: String, port: Int, publicURL: String? = nil, shownHost: String? = nil) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        self.shownHost = shownHost ?? host
    }

    /// The beginning of all URLs, without a slash at its end, once the port is known.
    func base(port: Int) -> String {
        guard let publicURL else {
            let host = shownHost.contains(":") ? "[\(shownHost)]" : shownHost
            return "http://\(host):\(port)"
        }
        return publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
    }
}
