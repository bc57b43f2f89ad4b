import Access
import Contracts
import FoundationEssentials
import Hosting
import Kernel

extension TelescopeCoordinator {
    /// Whoever has an access to the telescope that a request names.
    static func telescope<Request: Sendable>(
        _ action: TelescopeAction, _ id: @escaping @Sendable (Request) -> UUID
    ) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("tel:\(action.rawValue)") { owner, request, caller in
            try owner.access.permit(action, on: id(request), owner.rights(caller), at: owner.time.date())
        }
    }

    /// Whoever may stop and put away the telescope that a request names, also one that they may not know of.
    static func stopping<Request: TelescopeNaming>() -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("tel:control") { owner, request, caller in
            try owner.access.permitStopping(request.telescopeID, owner.rights(caller), at: owner.time.date())
        }
    }

    /// Whoever may lend the telescope that a request names.
    static func sharing<Request: Sendable>(
        _ id: @escaping @Sendable (Request) -> UUID
    ) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("owner or admin") { owner, request, caller in
            try owner.access.permitSharing(id(request), owner.rights(caller), at: owner.time.date())
        }
    }

    /// Whoever has an access to the telescope of the devices that a request names.
    static func devices(_ action: TelescopeAction) -> RouteAccess<TelescopeCoordinator, DeviceSelection> {
        .guarded("tel:\(action.rawValue)") { owner, request, caller in try owner.permit(action, request, caller) }
    }

    /// Whoever has an access to the telescope of the devices that a request selects.
    static func devices<Request: Sendable>(
        _ action: TelescopeAction, _ selection: @escaping @Sendable (Request) -> DeviceSelection
    ) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("tel:\(action.rawValue)") { owner, request, caller in
            try owner.permit(action, selection(request), caller)
        }
    }

    /// Whoever is known; the list holds only what the rule lets the caller see.
    static func filtered<Request: Sendable>(_ rule: String) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded(rule) { owner, _, caller in try owner.rights(caller).key?.require(.read) }
    }

    /// Whose session it is, or whoever may write the telescope; a key needs a scope for the action too.
    static func session<Request: Sendable>(
        _ action: TelescopeAction, _ id: @escaping @Sendable (Request) -> UUID
    ) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("own or tel:write") { owner, request, caller in
            try owner.rights(caller).key?.require(action)
            try await owner.permitSession(id(request), caller)
        }
    }
}

extension DeviceSelection {
    /// What the audit trail names.
    var name: String? { (deviceID ?? telescopeID)?.text }
}
