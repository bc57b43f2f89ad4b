import Access
import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Lets a dome follow its telescope or stand: by itself when it can, else by this coordinator, also after a restart.
    func setSlaved(
        _ request: DeviceOrder<DomeSlaving>, for caller: Caller
    ) async throws(ServiceError) -> DeviceReport {
        let device = try device(.dome, request)
        let isSlaved = request.values.slaved
        if try await engine.device(device.id).facts?.capabilities["canslave"] == true {
            return try await set(
                [DeviceSetting("slaved", "Slaved", .bool(isSlaved))], of: .dome, request, for: caller)
        }
        try await requireControl(device.telescopeID, takingOver: request.takeOver ?? false, caller)
        if isSlaved { try await requireWithinLimits(.setting("slaved"), device) }
        try await queries.setSlaved(isSlaved, device.id)
        devices[device.id]?.isSlaved = isSlaved
        // It follows from now on, and after a start not before the next command.
        if isSlaved { resumeSlaving(device.telescopeID) } else { stateChanged(device.telescopeID) }
        return DeviceReport(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, values: ["slaved": .bool(isSlaved)])
    }
}
