import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel
import Logging

extension TelescopeCoordinator {
    /// Searches the network for devices.
    func discover(_ request: DeviceDiscoverRequest) async throws(ServiceError) -> DeviceDiscoverResponse {
        let found = try await engine.discover(
            port: request.port, timeout: request.timeout.map { .seconds($0.value) })
        return DeviceDiscoverResponse(found.map(\.info))
    }

    /// Lets devices of a telescope go; the next of a role takes the place of its primary.
    func detach(_ selection: DeviceSelection, for caller: Caller) async throws(ServiceError) -> DeviceDetachResponse {
        let chosen = try chosen(selection)
        for device in chosen {
            try requireNoOtherSession(device.telescopeID, caller)
            if device.role == .telescope { try await requireStandstill(device.telescopeID) }
        }
        for device in chosen {
            try await transaction { queries in try await queries.deleteDevice(device) }
            await release(device)
        }
        for device in try await queries.allDevices() where device.isPrimary && devices[device.id]?.isPrimary == false {
            await take(device)
        }
        return DeviceDetachResponse(detached: chosen.map(\.id.text))
    }

    /// Connects devices and keeps them connected, also after a restart.
    func connect(_ request: DeviceConnectRequest, for caller: Caller) async throws(ServiceError) -> DevicesResponse {
        let chosen = try chosen(request.selection)
        let mount = chosen.first { $0.role == .telescope && $0.isPrimary } ?? chosen.first { $0.role == .telescope }
        guard request.syncSite != true || mount != nil else {
            throw ServiceError(.invalidRequest, "sync_site is for a mount", details: ["field": "sync_site"])
        }
        for device in chosen {
            try requireNoOtherSession(device.telescopeID, caller)
            try await requireAllowed(try AlpacaServer(device.serverURL))
        }
        try await queries.setEnabled(true, chosen.map(\.id))
        for device in chosen {
            devices[device.id]?.isEnabled = true
            // One that was left alone, because its network was not allowed, is in no pool.
            if (try? await engine.device(device.id)) == nil { await take(devices[device.id] ?? device) }
        }
        let failure = await connectAll(chosen.map(\.id))
        // Of several devices each tells how it went; of one the failure is the answer.
        if let failure, chosen.count == 1 { throw failure }
        var sync: SiteSync?
        if request.syncSite == true, let mount { sync = await siteSync(mount) }
        return await response(chosen, sync)
    }

    /// Makes a device the one that commands to its role go to.
    func update(_ request: DeviceUpdateRequest, for caller: Caller) async throws(ServiceError) -> DevicesResponse {
        let chosen = try chosen(DeviceSelection(deviceID: request.deviceID))
        guard request.isPrimary else {
            throw ServiceError(
                .invalidRequest, "field is_primary must be true: another device becomes primary in its place",
                details: ["field": "is_primary"])
        }
        guard let device = chosen.first, !device.isPrimary else { return await response(chosen) }
        try requireNoOtherSession(device.telescopeID, caller)
        try await requireStandstill(device.telescopeID)
        try await transaction { queries in try await queries.makePrimary(device) }
        for var other in devices.values where other.telescopeID == device.telescopeID && other.role == device.role {
            let isPrimary = other.id == device.id
            guard other.isPrimary != isPrimary else { continue }
            other.isPrimary = isPrimary
            await take(other)
        }
        return await response(chosen)
    }

    private func connectAll(_ ids: [UUID]) async -> ServiceError? {
        await withTaskGroup(of: ServiceError?.self) { group in
            for id in ids {
                group.addTask { [engine] in
                    do throws(ServiceError) {
                        _ = try await engine.connect(id)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            var failure: ServiceError?
            for await result in group { failure = result ?? failure }
            return failure
        }
    }

    /// Disconnects devices and leaves them so.
    func disconnect(_ selection: DeviceSelection, for caller: Caller) async throws(ServiceError) -> DevicesResponse {
        let chosen = try chosen(selection)
        for device in chosen {
            try requireNoOtherSession(device.telescopeID, caller)
            if device.role == .telescope { try await requireStandstill(device.telescopeID) }
        }
        try await queries.setEnabled(false, chosen.map(\.id))
        for device in chosen {
            devices[device.id]?.isEnabled = false
            do throws(ServiceError) {
                try await engine.disconnect(device.id)
            } catch {
                // It is let go all the same; that it could not be told stands in its own line of the reply.
                logger.debug("device could not be told to disconnect", metadata: ["device.id": "\(device.id.text)"])
            }
        }
        return await response(chosen)
    }

    /// Devices as they are now: those that a selection names, or all that the caller may know of.
    func devices(_ selection: DeviceSelection, for caller: Caller) async throws(ServiceError) -> DevicesResponse {
        guard selection.deviceID == nil, selection.telescopeID == nil else {
            return await response(try chosen(selection, allowsNone: true))
        }
        let readable = Set(access.all(.read, rights(caller), at: time.date()))
        return await response(
            devices.values.filter {
                readable.contains($0.telescopeID) && (selection.role == nil || $0.role == selection.role)
            })
    }

    private func response(_ chosen: [DeviceRecord], _ sync: SiteSync? = nil) async -> DevicesResponse {
        var infos: [DeviceInfo] = []
        let ordered = chosen.sorted {
            ($0.telescopeID.text, $0.role.rawValue, $0.isPrimary ? 0 : 1, $0.id.text)
                < ($1.telescopeID.text, $1.role.rawValue, $1.isPrimary ? 0 : 1, $1.id.text)
        }
        for device in ordered {
            // One that is left alone is in no pool.
            let snapshot = try? await engine.device(device.id)
            infos.append(DeviceInfo(devices[device.id] ?? device, snapshot))
        }
        return DevicesResponse(infos, siteSync: sync)
    }
}
