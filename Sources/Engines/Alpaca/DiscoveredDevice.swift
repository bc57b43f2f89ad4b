import Alpaca

/// A device that discovery found.
public struct DiscoveredDevice: Sendable, Hashable {
    /// Where it is.
    public let address: AlpacaAddress
    /// Its name.
    public let name: String
    /// The id that never changes, or nil when its server has no management.
    public let uniqueID: String?
    /// What its server calls itself, or nil when it does not say.
    public let serverName: String?
}
