import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Writes the settings that a request names, one after the other, and looks that the device has taken them.
    ///
    /// - Returns: All of the settings, as the device says them; what it does not say is null.
    func set<Values>(
        _ settings: [DeviceSetting], of role: DeviceRole, _ request: DeviceOrder<Values>, for caller: Caller
    ) async throws(ServiceError) -> DeviceReport {
        let device = try device(role, request)
        var values: [String: JSONValue] = [:]
        for setting in settings {
            guard let value = setting.value else {
                // Not asked for: told when the device says it.
                values[setting.field] = (try? await engine.value(setting.member, of: device.id)) ?? .null
                continue
            }
            do throws(ServiceError) {
                try await change(
                    setting.member, [setting.parameter: value], with: device, takingOver: request.takeOver ?? false,
                    for: caller)
            } catch {
                let isRefused = error.code == .invalidRequest
                throw ServiceError(
                    error.code, isRefused ? "field \(setting.field): \(error.message)" : error.message,
                    details: error.details.merging(["field": .string(setting.field)]) { $1 }, cause: error.cause)
            }
            values[setting.field] = try await confirmed(setting, of: device)
        }
        return DeviceReport(telescopeID: device.telescopeID.text, deviceID: device.id.text, values: values)
    }

    private func confirmed(
        _ setting: DeviceSetting, of device: AttachedDevice
    ) async throws(ServiceError) -> JSONValue {
        let said = try await engine.value(setting.member, of: device.id)
        guard setting.isConfirmed(by: said) else {
            throw ServiceError(
                .unavailable, "\(device.role): it was told \(setting.field) and says otherwise",
                details: ["field": .string(setting.field), "value": said])
        }
        return said
    }
}
