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
    ///   - mandate: The user, the key by which the user acts, or nobody.
    ///   - node: The caller that passes the request on; must be a node.
    /// - Returns: The user, or nobody, as a caller.
    /// - Throws: `forbidden` when the caller is no node, `unauthenticated` when the user or the key is unknown, the user
    ///   disabled, the key expired or revoked.
    func caller(onBehalfOf mandate: Mandate, by node: Caller) throws(ServiceError) -> Caller

    /// Whether a caller holds a permission, and why; a caller who acts by an API key also needs a scope that names it.
    func decide(_ caller: Caller, _ permission: Permission) -> Decision

    /// Whether a caller holds a role by name, such as `admin`; an API key takes nothing away from that, so whoever
    /// derives a right from a role bounds it by the scopes of `Caller.apiKey`.
    func holds(_ caller: Caller, role: String) -> Bool

    /// The groups that a caller belongs to, also when acting by an API key.
    func groups(of caller: Caller) -> Set<UUID>

    /// How long the copy has been out of hearing; nil while changes are heard.
    var unheardFor: Duration? { get }
}
