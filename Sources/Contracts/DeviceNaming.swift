public import FoundationEssentials

/// A request that is about one telescope.
public protocol TelescopeNaming: Sendable {
    /// The telescope.
    var telescopeID: UUID { get }
}

/// A request that is about a device of a telescope, or the primary device of a role when it names none.
public protocol DeviceNaming: TelescopeNaming {
    /// The device; the role's primary one when nil.
    var deviceID: UUID? { get }
}

/// A request that may end somebody else's session: for whoever may write the telescope.
public protocol TakingOver: Sendable {
    /// Whether the session of another is ended, as `aborted`, instead of refusing the request; nil means false.
    var takeOver: Bool? { get }
}
