import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Changes the settings of a camera that a request names, and looks that the camera has taken them.
    func setCamera(
        _ request: DeviceOrder<CameraSettings>, for caller: Caller
    ) async throws(ServiceError) -> DeviceReport {
        let values = request.values
        var mode: Int?
        if let wanted = values.readoutMode { mode = try await index(of: wanted, try device(.camera, request)) }
        // The set point first: a cooler that is switched on goes where it was sent.
        let settings = [
            DeviceSetting("set_point", "SetCCDTemperature", values.setPoint.map { .double($0.value) }, tolerance: 0.5),
            DeviceSetting("cooler_on", "CoolerOn", values.coolerOn.map(AlpacaArgument.bool)),
            DeviceSetting("readout_mode", "ReadoutMode", mode.map(AlpacaArgument.integer)),
            DeviceSetting("fast_readout", "FastReadout", values.fastReadout.map(AlpacaArgument.bool)),
            DeviceSetting("gain", "Gain", values.gain.map { .integer($0.value) }),
            DeviceSetting("offset", "Offset", values.offset.map { .integer($0.value) }),
            DeviceSetting(
                "sub_exposure_duration", "SubExposureDuration", values.subExposureDuration.map { .double($0.value) },
                tolerance: 0.001),
        ]
        guard settings.contains(where: { $0.value != nil }) else {
            throw ServiceError(
                .invalidRequest, "name one of \(settings.map(\.field).joined(separator: ", "))",
                details: ["field": "gain"])
        }
        return try await set(settings, of: .camera, request, for: caller)
    }

    /// What a camera is, what it can and how it is, read now; what it does not say is null.
    func camera(_ request: DeviceCommand) async throws(ServiceError) -> CameraResponse {
        let device = try device(.camera, request)
        let snapshot = try await engine.device(device.id)
        let facts = await values(CameraMember.facts, of: device, snapshot.isConnected)
        let abilities = await values(CameraMember.abilities, of: device, snapshot.isConnected)
        var state = await values(CameraMember.state, of: device, snapshot.isConnected)
        state["phase"] = .string(snapshot.phase.rawValue)
        var camera = facts
        camera["name"] = snapshot.facts?.name.map { .string($0) } ?? .null
        return CameraResponse(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, connected: snapshot.isConnected,
            camera: camera, can: abilities, state: state, exposure: book.exposure(of: device.id))
    }

    private func values(
        _ members: [CameraMember], of device: AttachedDevice, _ isConnected: Bool
    ) async -> [String: JSONValue] {
        guard isConnected else {
            return Dictionary(members.map { ($0.field, .null) }, uniquingKeysWith: { first, _ in first })
        }
        return await withTaskGroup(of: (String, JSONValue).self) { group in
            for member in members {
                group.addTask { [engine] in
                    // What a camera does not say is not known.
                    let said = try? await engine.value(member.name, of: device.id)
                    return (member.field, said.map(member.reading) ?? .null)
                }
            }
            var values: [String: JSONValue] = [:]
            for await (field, value) in group { values[field] = value }
            return values
        }
    }
}
