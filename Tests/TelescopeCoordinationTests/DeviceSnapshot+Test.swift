import Alpaca
import FoundationEssentials
import Kernel

@testable import AlpacaEngines

extension DeviceSnapshot {
    /// A device that was heard a moment ago.
    static func heard(
        _ type: AlpacaDeviceType, id: UUID = UUID(), _ values: [String: JSONValue], age: Duration = .seconds(1),
        phase: DeviceLink.Phase = .connected, name: String? = nil, system: EquatorialSystem? = nil
    ) throws -> DeviceSnapshot {
        let address = AlpacaAddress(server: try AlpacaServer("http://127.0.0.1:1"), type: type, number: 0)
        return DeviceSnapshot(
            device: AttachedDevice(id: id, telescopeID: UUID(), address: address), phase: phase,
            facts: DeviceFacts(
                name: name, interfaceVersion: 4, capabilities: [:], equatorialSystem: system, camera: nil),
            state: AlpacaDeviceState(type: type, values: values), age: age, failure: nil)
    }
}
