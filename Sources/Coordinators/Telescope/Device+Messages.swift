import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension DeviceInfo {
    /// A device as the database has it and as the engine knows it now.
    init(_ device: DeviceRecord, _ snapshot: DeviceSnapshot?) {
        self.init(
            deviceID: device.id.text, telescopeID: device.telescopeID.text, role: device.role,
            deviceType: device.type.rawValue, deviceNumber: device.number, serverURL: device.serverURL,
            isPrimary: device.isPrimary, enabled: device.isEnabled, connected: snapshot?.isConnected ?? false,
            phase: (snapshot?.phase ?? .idle).rawValue, name: snapshot?.facts?.name ?? device.name,
            interfaceVersion: snapshot?.facts?.interfaceVersion, lastConnected: device.lastConnected,
            failure: snapshot?.failure)
    }
}

extension DiscoveredDevice {
    /// The device as replies give it.
    var info: DiscoveredDeviceInfo {
        DiscoveredDeviceInfo(
            serverURL: address.server.url, serverName: serverName, deviceType: address.type.rawValue,
            deviceNumber: address.number, name: name, uniqueID: uniqueID)
    }
}
