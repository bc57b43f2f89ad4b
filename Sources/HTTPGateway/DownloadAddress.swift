/// Where the door for downloads listens, and how clients reach it.
public struct DownloadAddress: Sendable, Hashable {
    /// The address to listen at.
    public let host: String
    /// The port; 0 for any that is free.
    public let port: Int
    /// How clients reach it, as the beginning of a URL; nil for `http://host:port`.
    public let publicURL: String?

    /// Describes an address.
    public init(host: String, port: Int, publicURL: String? = nil) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
    }
}
