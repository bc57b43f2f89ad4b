import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// The switches of a device, read now.
    func switches(_ request: DeviceCommand) async throws(ServiceError) -> SwitchListResponse {
        let device = try device(.switch, request)
        let count = try await switchCount(device)
        var switches: [SwitchInfo] = []
        // One after the other: a device with many switches is not asked everything at once.
        for id in 0..<count { switches.append(await switchInfo(id, of: device)) }
        return SwitchListResponse(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, switches: switches)
    }

    /// Sets a switch to a value within its range.
    func setSwitch(
        _ request: DeviceOrder<SwitchSetting>, for caller: Caller
    ) async throws(ServiceError) -> MotionResponse {
        let device = try device(.switch, request)
        let info = await switchInfo(try await number(of: request.values.id, device), of: device)
        guard info.writable != false else {
            throw ServiceError(
                .invalidState, "switch \(info.name ?? "\(info.id)") cannot be set", details: ["field": "id"])
        }
        let value = try Self.value(request.values, info)
        return try await move(.setSwitch(id: info.id, value: value), of: .switch, request, for: caller)
    }

    private static func value(_ wanted: SwitchSetting, _ info: SwitchInfo) throws(ServiceError) -> Double {
        let lowest = info.minimum ?? 0
        let highest = max(info.maximum ?? 1, lowest)
        switch (wanted.value, wanted.state) {
        case (nil, let state?): return state ? highest : lowest
        case (let value?, nil):
            guard value.isFinite, (lowest...highest).contains(value) else {
                throw ServiceError(
                    .invalidRequest, "field value must be \(lowest) ≤ value ≤ \(highest)",
                    details: ["field": "value", "lowest": .number(lowest), "highest": .number(highest)])
            }
            return value
        case (nil, nil):
            throw ServiceError(.invalidRequest, "field value or state is missing", details: ["field": "value"])
        case (_?, _?):
            throw ServiceError(.invalidRequest, "name either value or state", details: ["field": "state"])
        }
    }

    private static func arguments(_ id: Int) -> [String: AlpacaArgument] { ["Id": .integer(id)] }

    // The most that are listed: what a device says of itself may be nonsense.
    private static let mostSwitches: Int64 = 256

    private func switchCount(_ device: AttachedDevice) async throws(ServiceError) -> Int {
        guard let count = try await engine.value("maxswitch", of: device.id).whole, count >= 0 else {
            throw ServiceError(.unavailable, "switch: the device does not say how many switches it has")
        }
        return Int(min(count, Self.mostSwitches))
    }

    private func number(of wanted: IndexOrName, _ device: AttachedDevice) async throws(ServiceError) -> Int {
        let count = try await switchCount(device)
        if case .index(let id) = wanted {
            guard id < count else {
                throw ServiceError(
                    .invalidRequest, "field id must be a whole number, 0 ≤ value < \(count), or a switch's name",
                    details: ["field": "id"])
            }
            return id
        }
        var names: [String] = []
        for id in 0..<count {
            // A switch without a name cannot be meant by one.
            names.append((try? await engine.value("getswitchname", Self.arguments(id), of: device.id).text) ?? "")
        }
        guard let id = wanted.position(in: names) else {
            throw ServiceError(
                .invalidRequest, "field id is none of the switches \(names.joined(separator: ", "))",
                details: ["field": "id", "names": .array(names.map { .string($0) })])
        }
        return id
    }

    private func switchInfo(_ id: Int, of device: AttachedDevice) async -> SwitchInfo {
        func read(_ member: String) async -> JSONValue? {
            // What a device does not say is not known.
            try? await engine.value(member, Self.arguments(id), of: device.id)
        }
        return SwitchInfo(
            id: id, name: await read("getswitchname")?.text, description: await read("getswitchdescription")?.text,
            value: await read("getswitchvalue")?.double, minimum: await read("minswitchvalue")?.double,
            maximum: await read("maxswitchvalue")?.double, step: await read("switchstep")?.double,
            writable: await read("canwrite")?.boolean)
    }
}
