public import Access
public import FoundationEssentials

/// Who may use a route, as its row says.
public struct RouteAccess<Owner: Coordinator, Request: Sendable>: Sendable {
    /// A check on the coordinator before the handler; returns what lets the caller pass, in the words of the audit trail,
    /// and throws `not_found` or `forbidden`.
    public typealias Guard = @Sendable (isolated Owner, Request, Caller) async throws -> String

    enum Rule: Sendable {
        case anybody
        case anybodyKnowing(Permission)
        case authenticated
        case permission(Permission, also: Guard?)
        case ownOr(Permission, subject: @Sendable (Request) -> UUID?)
        case guarded(Guard)
    }

    let rule: Rule
    let label: String

    /// Anybody; credentials are not looked at.
    public static var `public`: RouteAccess { RouteAccess(rule: .anybody, label: "public") }

    /// Anybody; whoever shows good credentials and holds a permission is handed over by name, all others as nobody in
    /// particular, so that the handler can tell the former more.
    public static func publicKnowing(_ resource: String, _ action: String) -> RouteAccess {
        let permission = Permission(resource, action)
        return RouteAccess(rule: .anybodyKnowing(permission), label: "public, more with \(permission)")
    }

    /// Whoever is known by a login; no scope of an API key names it.
    public static var authenticated: RouteAccess { RouteAccess(rule: .authenticated, label: "own token") }

    /// Holders of a permission.
    public static func requires(_ resource: String, _ action: String) -> RouteAccess {
        requires(Permission(resource, action), also: nil)
    }

    /// Holders of a permission, who must pass a check besides.
    static func requires(_ permission: Permission, also check: Guard?) -> RouteAccess {
        RouteAccess(rule: .permission(permission, also: check), label: permission.description)
    }

    /// The user that the request is about (nil: the caller), or holders of a permission.
    public static func ownOr(
        _ resource: String, _ action: String, subject: @escaping @Sendable (Request) -> UUID?
    ) -> RouteAccess {
        let permission = Permission(resource, action)
        return RouteAccess(rule: .ownOr(permission, subject: subject), label: "own or \(permission)")
    }

    /// Whoever passes the domain's own check; the label is what the reference prints, such as `tel:control`.
    public static func guarded(_ label: String, _ check: @escaping Guard) -> RouteAccess {
        RouteAccess(rule: .guarded(check), label: label)
    }
}
