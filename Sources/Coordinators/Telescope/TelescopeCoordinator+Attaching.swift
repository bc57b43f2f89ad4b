import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel
import Logging

extension TelescopeCoordinator {
    /// Connects a device and makes it part of a telescope; one that cannot be connected is not attached.
    func attach(_ request: DeviceAttachRequest, for caller: Caller) async throws(ServiceError) -> DeviceAttachResponse {
        let role = request.role ?? request.deviceType
        try requireSyncable(request, role)
        guard role == request.deviceType else {
            throw ServiceError(
                .invalidRequest, "the role \(role.rawValue) needs a device of the type \(role.rawValue)",
                details: ["field": "role"])
        }
        try requireNoOtherSession(request.telescopeID, caller)
        let server = try AlpacaServer(request.serverURL)
        try await requireAllowed(server)
        if request.isPrimary == true { try await requireStandstill(request.telescopeID) }
        let address = try address(server, request.deviceType, request.deviceNumber)
        let snapshot = request.connect ?? true ? try await probe(address, request) : nil
        let device = try await transaction { queries in
            try await queries.insertDevice(request, serverURL: server.url)
        }
        for other in devices.values where device.isPrimary && other.isPrimary {
            guard other.telescopeID == device.telescopeID, other.role == device.role else { continue }
            var demoted = other
            demoted.isPrimary = false
            await take(demoted)
        }
        await take(device)
        guard let snapshot else {
            return DeviceAttachResponse(
                deviceID: device.id.text, connected: false, name: nil, interfaceVersion: nil)
        }
        let isConnected = await isConnected(device.id)
        return DeviceAttachResponse(
            deviceID: device.id.text, connected: isConnected, name: snapshot.facts?.name,
            interfaceVersion: snapshot.facts?.interfaceVersion,
            siteSync: request.syncSite == true ? await siteSync(device) : nil)
    }

    /// Refuses to write a site to what is no mount, or is not connected.
    private func requireSyncable(_ request: DeviceAttachRequest, _ role: DeviceRole) throws(ServiceError) {
        guard request.syncSite == true else { return }
        guard role == .telescope, request.connect ?? true else {
            throw ServiceError(
                .invalidRequest, "sync_site is for a mount that is connected", details: ["field": "sync_site"])
        }
        guard site(of: request.telescopeID) != nil else {
            throw ServiceError(
                .invalidState, "the telescope has no site",
                details: ["field": "sync_site", "cure": "telescope/config/update with site_id"])
        }
    }

    /// Writes the site to a mount; that it could not is told beside what could be done.
    func siteSync(_ device: DeviceRecord) async -> SiteSync {
        do throws(ServiceError) {
            try await syncSite(try attached(device))
            return SiteSync(synced: true, error: nil)
        } catch {
            return SiteSync(synced: false, error: error.message)
        }
    }

    /// Takes a device into memory and to work; one with the same id is replaced.
    func take(_ device: DeviceRecord) async {
        devices[device.id] = device
        do throws(ServiceError) {
            let server = try AlpacaServer(device.serverURL)
            let address = try address(server, device.type, device.number)
            // A name is looked up when the device is attached or connected; a start waits for nobody.
            if let literal = NetworkAddress(server.host), networks?.contains(literal) != true {
                throw Self.outside(server)
            }
            await engine.attach(
                AttachedDevice(
                    id: device.id, telescopeID: device.telescopeID, role: device.role.rawValue, address: address,
                    isPrimary: device.isPrimary))
            if device.isEnabled { try await engine.keepConnected(device.id) }
        } catch {
            logger.warning(
                "device is left alone", metadata: ["device.id": "\(device.id.text)", "error": "\(error.message)"])
        }
    }

    /// Lets a device go: nothing of it is remembered, and its telescope is watched without it.
    func release(_ device: DeviceRecord) async {
        devices[device.id] = nil
        book.forget(device.id)
        stops.forget(device.id)
        await engine.detach(device.id)
        watchLimits(device.telescopeID, await engine.reading(device.telescopeID))
    }

    // It was connected a moment ago; if it is gone since, the engine goes on trying.
    private func isConnected(_ id: UUID) async -> Bool {
        (try? await engine.connect(id).isConnected) ?? false
    }

    /// Connects to a device before anything is stored: a mistyped address leaves nothing behind.
    private func probe(
        _ address: AlpacaAddress, _ request: DeviceAttachRequest
    ) async throws(ServiceError) -> DeviceSnapshot {
        let trial = AttachedDevice(id: UUID(), telescopeID: UUID(), address: address)
        await engine.attach(trial)
        do throws(ServiceError) {
            let snapshot = try await engine.connect(trial.id)
            await engine.detach(trial.id)
            return snapshot
        } catch {
            await engine.detach(trial.id)
            var details = error.details
            details["cure"] = details["cure"] ?? "\"connect\":false attaches it without connecting"
            throw ServiceError(error.code, error.message, details: details, cause: error.cause)
        }
    }

    private func address(
        _ server: AlpacaServer, _ type: DeviceRole, _ number: UInt32
    ) throws(ServiceError) -> AlpacaAddress {
        guard let type = AlpacaDeviceType(rawValue: type.rawValue) else {
            throw ServiceError(.internal, "something went wrong inside")
        }
        return AlpacaAddress(server: server, type: type, number: number)
    }

    /// Refuses a server outside of the allowed networks.
    func requireAllowed(_ server: AlpacaServer) async throws(ServiceError) {
        let addresses = await resolver.addresses(of: server.host)
        guard !addresses.isEmpty else {
            throw ServiceError(
                .invalidRequest, "server_url names a host that is not known", details: ["field": "server_url"])
        }
        // Every address counts: which of them is called is not known here.
        guard let networks, addresses.allSatisfy({ networks.contains($0) }) else { throw Self.outside(server) }
    }

    private static func outside(_ server: AlpacaServer) -> ServiceError {
        ServiceError(
            .invalidRequest, "server_url is outside of the networks where Alpaca servers may be",
            details: ["field": "server_url", "setting": "alpaca_allowed_networks"])
    }
}
