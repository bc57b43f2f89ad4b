public import Access
import Contracts
import FoundationEssentials
public import Kernel
import Messaging

/// A row of a coordinator's table: topic, access, types, what it does, and how to do it.
public struct Route<Owner: Coordinator>: Sendable {
    typealias Body = any Sendable

    /// The row without its code.
    public let description: RouteDescription
    let traits: RouteTraits
    let permission: Permission?
    let isPublic: Bool
    /// Whether an API key does not open it.
    let needsLogin: Bool
    let recognised: Permission?
    let ownSubject: (@Sendable (Body) -> UUID??)?
    let domainCheck: (@Sendable (isolated Owner, Body, Caller) async throws -> String)?
    let decode: @Sendable (Frame) throws(ServiceError) -> Body
    let orderKey: (@Sendable (Body) -> String?)?
    let resource: (@Sendable (Owner, Body) -> String?)?
    /// What the audit trail tells beside the resource.
    let facts: @Sendable (Body) -> [String: JSONValue]
    let invoke: @Sendable (isolated Owner, Body, Caller) async throws -> any Encodable & Sendable

    var suffix: String { description.suffix }
    var isEvent: Bool { description.kind == .event }
    /// Whether the row asks who the caller is and for nothing else.
    var asksForIdentityOnly: Bool { !isPublic && permission == nil && domainCheck == nil }

    /// A row for a command: it wants an answer.
    ///
    /// - Parameters:
    ///   - path: The topic after the family, such as `auth/login`.
    ///   - family: The first element after `coordinator/`; the coordinator's name when nil.
    ///   - access: Who may use it.
    ///   - traits: What is special about it.
    ///   - order: What commands must keep their order for, such as a telescope's id.
    ///   - resource: What the audit trail names; the order key when nil.
    ///   - naming: What the audit trail names, where only the coordinator can tell whether it may.
    ///   - noting: What the audit trail tells beside it, such as the role that is given; never a secret.
    ///   - aliases: Other names of request fields, read only when the real field is absent.
    ///   - handler: What it does.
    /// - Returns: The row.
    public static func command<Request: Decodable & Sendable, Response: Encodable & Sendable>(
        _ path: String, family: String? = nil, _ access: RouteAccess<Owner, Request>, _ traits: RouteTraits = [],
        order: (@Sendable (Request) -> String?)? = nil, resource: (@Sendable (Request) -> String?)? = nil,
        naming: (@Sendable (Owner, Request) -> String?)? = nil,
        noting: @escaping @Sendable (Request) -> [String: JSONValue] = { _ in [:] }, aliases: [String: String] = [:],
        _ handler: @escaping @Sendable (isolated Owner, Request, Caller) async throws -> Response
    ) -> Route {
        Route(
            kind: .command, path: path, family: family, access: access, traits: traits, order: order,
            resource: naming ?? Self.ownerless(resource), facts: noting, aliases: aliases, handler: handler)
    }

    /// A row for an event: it is not answered unless it carries a reply address.
    ///
    /// - Parameters:
    ///   - path: The topic after the family, such as `event/heartbeat`.
    ///   - family: The first element after `coordinator/`; the coordinator's name when nil.
    ///   - access: Who may send it.
    ///   - traits: What is special about it.
    ///   - order: What events must keep their order for, such as a service's id.
    ///   - resource: What the audit trail names; the order key when nil.
    ///   - aliases: Other names of fields, read only when the real field is absent.
    ///   - handler: What it does.
    /// - Returns: The row.
    public static func event<Request: Decodable & Sendable>(
        _ path: String, family: String? = nil, _ access: RouteAccess<Owner, Request>, _ traits: RouteTraits = [],
        order: (@Sendable (Request) -> String?)? = nil, resource: (@Sendable (Request) -> String?)? = nil,
        aliases: [String: String] = [:],
        _ handler: @escaping @Sendable (isolated Owner, Request, Caller) async throws -> Void
    ) -> Route {
        Route(
            kind: .event, path: path, family: family, access: access, traits: traits, order: order,
            resource: Self.ownerless(resource), facts: { _ in [:] }, aliases: aliases
        ) { owner, request, caller in
            try await handler(owner, request, caller)
            return Empty()
        }
    }

    private init<Request: Decodable & Sendable, Response: Encodable & Sendable>(
        kind: RouteDescription.Kind, path: String, family: String?, access: RouteAccess<Owner, Request>,
        traits: RouteTraits, order: (@Sendable (Request) -> String?)?,
        resource: (@Sendable (Owner, Request) -> String?)?,
        facts: @escaping @Sendable (Request) -> [String: JSONValue], aliases: [String: String],
        handler: @escaping @Sendable (isolated Owner, Request, Caller) async throws -> Response
    ) {
        (isPublic, recognised) =
            switch access.rule {
            case .anybody: (true, nil)
            case .anybodyKnowing(let permission): (true, permission)
            default: (false, nil)
            }
        // A row that names no permission can be named by no scope.
        needsLogin =
            switch access.rule {
            case .authenticated: true
            default: traits.contains(.loginOnly)
            }
        description = RouteDescription(
            coordinator: Owner.name, suffix: (family ?? Owner.name) + "/" + path, kind: kind, access: access.label,
            traits: traits, isPublic: isPublic, request: "\(Request.self)", response: "\(Response.self)",
            aliases: aliases)
        self.traits = traits
        permission =
            switch access.rule {
            case .permission(let permission, _), .ownOr(let permission, _): permission
            default: nil
            }
        if case .ownOr(_, let subject) = access.rule {
            ownSubject = { body in (body as? Request).map { subject($0) } }
        } else {
            ownSubject = nil
        }
        switch access.rule {
        case .guarded(let check), .permission(_, also: let check?):
            domainCheck = { owner, body, caller in try await check(owner, Self.typed(body), caller) }
        default:
            domainCheck = nil
        }
        decode = { frame throws(ServiceError) in
            try frame.checkNoZeroCharacter()
            return try frame.decode(Request.self, aliases: aliases)
        }
        orderKey = Self.erased(order)
        let named = resource ?? Self.ownerless(order)
        if let named {
            self.resource = { owner, body in
                guard let request = body as? Request else { return nil }
                return named(owner, request)
            }
        } else {
            self.resource = nil
        }
        self.facts = { body in (body as? Request).map(facts) ?? [:] }
        invoke = { owner, body, caller in try await handler(owner, Self.typed(body), caller) }
    }

    private static func ownerless<Request>(
        _ key: (@Sendable (Request) -> String?)?
    ) -> (@Sendable (Owner, Request) -> String?)? {
        guard let key else { return nil }
        return { _, request in key(request) }
    }

    private static func erased<Request>(
        _ key: (@Sendable (Request) -> String?)?
    ) -> (@Sendable (Body) -> String?)? {
        guard let key else { return nil }
        return { body in
            guard let request = body as? Request else { return nil }
            return key(request)
        }
    }

    // The body was made by this row's own `decode`, so the cast fails only by a fault in the host.
    private static func typed<Request>(_ body: Body) throws -> Request {
        guard let request = body as? Request else {
            throw ServiceError(.internal, "the request has another type than its route")
        }
        return request
    }
}
