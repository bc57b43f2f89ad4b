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
            return owner.rule(action, on: id(request), caller)
        }
    }

    /// Whoever may stop and put away the telescope that a request names, also one that they may not know of.
    static func stopping<Request: TelescopeNaming>() -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("tel:control") { owner, request, caller in
            try owner.access.permitStopping(request.telescopeID, owner.rights(caller), at: owner.time.date())
            return owner.rule(.control, on: request.telescopeID, caller)
        }
    }

    /// Whoever may lend the telescope that a request names.
    static func sharing<Request: Sendable>(
        _ id: @escaping @Sendable (Request) -> UUID
    ) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("owner or admin") { owner, request, caller in
            try owner.access.permitSharing(id(request), owner.rights(caller), at: owner.time.date())
            return owner.rule(.write, on: id(request), caller)
        }
    }

    /// Whoever has an access to the telescope of the devices that a request names.
    static func devices(_ action: TelescopeAction) -> RouteAccess<TelescopeCoordinator, DeviceSelection> {
        devices(action) { $0 }
    }

    /// Whoever has an access to the telescope of the devices that a request selects.
    static func devices<Request: Sendable>(
        _ action: TelescopeAction, _ selection: @escaping @Sendable (Request) -> DeviceSelection
    ) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("tel:\(action.rawValue)") { owner, request, caller in
            let selected = selection(request)
            try owner.permit(action, selected, caller)
            let device = selected.deviceID.flatMap { owner.devices[$0]?.telescopeID }
            return (device ?? selected.telescopeID).map { owner.rule(action, on: $0, caller) } ?? "filtered"
        }
    }

    /// Whoever is known; the list holds only what the rule lets the caller see.
    static func filtered<Request: Sendable>(_ rule: String) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded(rule) { owner, _, caller in
            try owner.rights(caller).key?.require(.read)
            return rule
        }
    }

    /// Whose session it is, or whoever may write the telescope; a key needs a scope for the action too.
    static func session<Request: Sendable>(
        _ action: TelescopeAction, _ id: @escaping @Sendable (Request) -> UUID
    ) -> RouteAccess<TelescopeCoordinator, Request> {
        .guarded("own or tel:write") { owner, request, caller in
            try owner.rights(caller).key?.require(action)
            return try await owner.permitSession(id(request), caller)
        }
    }
}

extension DeviceSelection {
    /// What the audit trail names.
    var name: String? { (deviceID ?? telescopeID)?.text }
}
