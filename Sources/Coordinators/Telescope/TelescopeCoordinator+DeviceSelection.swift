import Access
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Checks access to the telescope that a selection is about.
    func permit(_ action: TelescopeAction, _ selection: DeviceSelection, _ caller: Caller) throws(ServiceError) {
        let now = time.date()
        if let id = selection.deviceID {
            guard let device = devices[id], selection.telescopeID.map({ $0 == device.telescopeID }) ?? true else {
                throw Self.unknownDevice(id)
            }
            do throws(ServiceError) {
                try access.permit(action, on: device.telescopeID, rights(caller), at: now)
            } catch  where error.code == .notFound {
                throw error.told(as: Self.unknownDevice(id))
            }
        } else if let id = selection.telescopeID {
            try access.permit(action, on: id, rights(caller), at: now)
        } else if action != .read {
            throw ServiceError(.invalidRequest, "field device_id or telescope_id is missing")
        } else {
            try rights(caller).key?.require(.read)
        }
    }

    /// The devices that a selection names.
    ///
    /// - Throws: `not_found` when there are none.
    func chosen(
        _ selection: DeviceSelection, allowsNone: Bool = false
    ) throws(ServiceError) -> [DeviceRecord] {
        if let id = selection.deviceID {
            guard let device = devices[id] else { throw Self.unknownDevice(id) }
            return [device]
        }
        let chosen = devices.values.filter {
            $0.telescopeID == selection.telescopeID && (selection.role == nil || $0.role == selection.role)
        }
        guard allowsNone || !chosen.isEmpty else {
            throw ServiceError(.notFound, "no such device is attached", details: ["cure": "telescope/device/attach"])
        }
        return chosen
    }

    private static func unknownDevice(_ id: UUID) -> ServiceError { ServiceError(.notFound, "no device \(id.text)") }
}
