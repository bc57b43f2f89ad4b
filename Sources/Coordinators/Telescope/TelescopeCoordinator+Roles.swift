import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// A device by its id, or the primary one of a role.
    func record(_ role: DeviceRole, of telescopeID: UUID, _ id: UUID? = nil) throws(ServiceError) -> DeviceRecord {
        if let id {
            guard let device = devices[id], device.telescopeID == telescopeID, device.role == role else {
                throw ServiceError(
                    .notFound, "no \(role.rawValue) \(id.text) is attached to the telescope",
                    details: ["field": "device_id"])
            }
            return device
        }
        let candidates = devices.values.filter { $0.telescopeID == telescopeID && $0.role == role }
        guard !candidates.isEmpty else {
            throw ServiceError(
                .invalidState, "no \(role.rawValue) device is attached to \(telescopeID.text)",
                details: ["cure": "telescope/device/attach"])
        }
        guard let primary = candidates.first(where: \.isPrimary) else {
            throw ServiceError(
                .invalidState, "none of the devices with the role \(role.rawValue) is the primary one",
                details: ["cure": "name device_id, or telescope/device/update with is_primary"])
        }
        return primary
    }

    /// A device as the engine knows it.
    func attached(_ record: DeviceRecord) throws(ServiceError) -> AttachedDevice {
        let server = try AlpacaServer(record.serverURL)
        guard let type = AlpacaDeviceType(rawValue: record.type.rawValue) else {
            throw ServiceError(.internal, "something went wrong inside")
        }
        return AttachedDevice(
            id: record.id, telescopeID: record.telescopeID, role: record.role.rawValue,
            address: AlpacaAddress(server: server, type: type, number: record.number), isPrimary: record.isPrimary)
    }

    /// The primary mount of a telescope.
    func mount(of telescopeID: UUID) throws(ServiceError) -> AttachedDevice {
        try attached(try record(.telescope, of: telescopeID))
    }
}
