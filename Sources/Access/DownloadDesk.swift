public import FoundationEssentials
public import Kernel

/// Lends files of this node to whoever was given their address, for a while.
public protocol DownloadDesk: Sendable {
    /// Whether what is offered can be fetched now.
    var isOpen: Bool { get async }

    /// Offers a file under an address that nobody can guess.
    ///
    /// - Parameters:
    ///   - path: The file, absolute.
    ///   - mediaType: What it is, for the client.
    ///   - name: The name under which a client may keep it.
    ///   - lifetime: How long the address is good.
    /// - Returns: The URL and the time until which it is good.
    /// - Throws: `unavailable` when this node has no door for downloads.
    func offer(
        _ path: String, mediaType: String, name: String, for lifetime: Duration
    ) async throws(ServiceError) -> DownloadOffer
}

/// The address of a file for a while.
public struct DownloadOffer: Sendable, Hashable {
    /// The URL.
    public let url: String
    /// Until when it is good.
    public let expiresAt: Date

    /// Describes an offer.
    public init(url: String, expiresAt: Date) {
        self.url = url
        self.expiresAt = expiresAt
    }
}
