import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Makes a telescope, which belongs to the caller unless an admin says otherwise.
    func createConfig(
        _ request: ConfigCreateRequest, for caller: Caller
    ) async throws(ServiceError) -> ConfigResponse {
        _ = try WeatherLimits(.object(request.settings?.members ?? [:]))
        let owner = try await owner(of: request, caller)
        let config = try await queries.createConfig(
            request, owner: owner, visibility: request.visibility ?? defaultVisibility)
        try remember(config, [])
        return ConfigResponse(config)
    }

    /// The owner that a request names, whom the caller may give a telescope.
    private func owner(
        of request: ConfigCreateRequest, _ caller: Caller
    ) async throws(ServiceError) -> TelescopePrincipal {
        guard let id = request.ownerID else {
            guard request.ownerType != .group, let user = caller.userID else {
                throw ServiceError(
                    .invalidRequest, "field owner_id is missing", details: ["field": "owner_id"])
            }
            return TelescopePrincipal(id: user, type: .user)
        }
        let owner = TelescopePrincipal(id: id, type: request.ownerType ?? .user)
        let rights = rights(caller)
        guard rights.isAdmin || rights.includes(owner) else {
            throw ServiceError.denied("only an admin may create a telescope for another owner")
        }
        guard try await queries.exists(owner) else {
            throw ServiceError(.notFound, "no \(owner.type.rawValue) \(id.text)", details: ["field": "owner_id"])
        }
        return owner
    }

    /// Changes the fields of a telescope that a request names.
    func updateConfig(_ request: ConfigUpdateRequest, for caller: Caller) async throws(ServiceError) -> ConfigResponse {
        if case .set(let settings) = request.settings { _ = try WeatherLimits(settings.json) }
        let config = try await queries.updateConfig(request)
        let wasPublic = isPublic(request.id)
        try remember(config, access.entries[request.id]?.grants ?? [])
        if wasPublic, !isPublic(request.id) { await clearEvents(of: request.id) }
        stateChanged(request.id)
        return response(config, request.id, caller)
    }

    /// Removes a telescope that stands still and with which nobody observes.
    func deleteConfig(_ request: ConfigRequest) async throws(ServiceError) -> DeletedResponse {
        let id = request.id
        if let session = sessions[id] { throw Self.held(by: session) }
        try await requireStandstill(id)
        guard try await queries.deleteConfig(id) else {
            guard access.entries[id] != nil else { throw TelescopeAccess.unknown(id) }
            throw ServiceError(.conflict, "somebody has a session on this telescope")
        }
        let wasPublic = isPublic(id)
        changeAccess { $0.entries[id] = nil }
        remember(nil, of: id)
        if wasPublic { await clearEvents(of: id) }
        for device in devices.values where device.telescopeID == id { await release(device) }
        return DeletedResponse(id: id.text)
    }

    /// One telescope, with its grants for those who may write.
    func config(_ request: ConfigRequest, for caller: Caller) async throws(ServiceError) -> ConfigResponse {
        response(try await queries.config(request.id), request.id, caller)
    }

    /// A page of the telescopes that the caller may read.
    func configs(_ request: ConfigListRequest, for caller: Caller) async throws(ServiceError) -> ConfigListResponse {
        let page = try Page(request.limit, request.cursor)
        let readable = access.all(.read, rights(caller), at: time.date())
        let (configs, next) = page.cut(try await queries.configs(readable, page)) { [$0.name, $0.id] }
        return ConfigListResponse(configs: configs, nextCursor: next)
    }

    /// Throws when a telescope moves: what it is made of must not change meanwhile.
    func requireStandstill(_ id: UUID) async throws(ServiceError) {
        let reading = await engine.reading(id)
        let isMoving =
            reading.motion?.isActive == true || (reading.isConnected && reading.mount?.state?.isSlewing == true)
        guard !isMoving else {
            throw ServiceError(
                .invalidState, "the telescope is moving", details: ["cure": "telescope/control/abort"])
        }
    }

    private func remember(_ config: TelescopeConfig, _ grants: [TelescopeAccess.Grant]) throws(ServiceError) {
        guard let id = UUID(uuidString: config.id), let entry = TelescopeAccess.Entry(config, grants) else {
            throw ServiceError(.internal, "something went wrong inside")
        }
        changeAccess { $0.entries[id] = entry }
        remember(TelescopeSetup(config), of: id)
    }

    private func response(_ config: TelescopeConfig, _ id: UUID, _ caller: Caller) -> ConfigResponse {
        let now = time.date()
        guard access.most(rights(caller), on: id, at: now) == .write else { return ConfigResponse(config) }
        return ConfigResponse(config, shares: shares(of: id, at: now))
    }

    /// To whom a telescope is lent at a moment.
    func shares(of id: UUID, at now: Date) -> [TelescopeShare] {
        (access.entries[id]?.grants ?? []).filter { $0.expiresAt.map { $0 > now } ?? true }.map(\.share)
    }
}
