import Alpaca
public import FoundationEssentials

/// A device that belongs to a telescope.
public struct AttachedDevice: Sendable, Hashable {
    /// The id under which it was attached.
    public let id: UUID
    /// The telescope it belongs to.
    public let telescopeID: UUID
    /// What it does there.
    public let role: String
    /// Where it is.
    public let address: AlpacaAddress
    /// Whether it is the one that commands go to when its role has several.
    public let isPrimary: Bool

    /// Describes a device of a telescope; the role is that of its type unless told otherwise.
    public init(id: UUID, telescopeID: UUID, role: String? = nil, address: AlpacaAddress, isPrimary: Bool = true) {
        self.id = id
        self.telescopeID = telescopeID
        self.role = role ?? address.type.rawValue
        self.address = address
        self.isPrimary = isPrimary
    }
}
