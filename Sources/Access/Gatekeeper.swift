public import FoundationEssentials
public import Kernel

/// Tells who a caller is and what a caller may do, from a copy that every node keeps fresh; never waits.
public protocol Gatekeeper: Sendable {
    /// The caller behind some credentials.
    ///
    /// - Parameters:
    ///   - credentials: What the request shows.
    ///   - door: Where it entered.
    /// - Returns: The caller.
    /// - Throws: `unauthenticated` when nothing, something forged, ended or revoked is shown.
    func caller(showing credentials: Credentials, at door: Door) throws(ServiceError) -> Caller

    /// The user in whose name a node passes a request on.
    ///
    /// - Parameters:
    ///   - user: The user's id.
    ///   - node: The caller that passes the request on; must be a node.
    /// - Returns: The user as a caller.
    /// - Throws: `forbidden` when the caller is no node, `unauthenticated` when the user is unknown or disabled.
    func caller(onBehalfOf user: UUID, by node: Caller) throws(ServiceError) -> Caller

    /// Whether a caller holds a permission, and why.
    func decide(_ caller: Caller, _ permission: Permission) -> Decision

    /// Whether a caller holds a role by name, such as `admin`.
    func holds(_ caller: Caller, role: String) -> Bool

    /// The groups that a caller belongs to.
    func groups(of caller: Caller) -> Set<UUID>

    /// How long the copy has been out of hearing; nil while changes are heard.
    var unheardFor: Duration? { get }
}
