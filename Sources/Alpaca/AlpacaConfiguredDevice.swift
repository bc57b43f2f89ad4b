public import Kernel

/// One entry of `/management/v1/configureddevices`.
public struct AlpacaConfiguredDevice: Sendable, Hashable {
    /// The device's name.
    public let name: String
    /// Its type.
    public let type: AlpacaDeviceType
    /// Its number among the devices of its type.
    public let number: UInt32
    /// The id that never changes, or nil when the server gives none.
    public let uniqueID: String?

    /// Reads one entry; nil when the type is unknown or the number is none.
    public init?(value: JSONValue) {
        guard let type = value["DeviceType"]?.text.flatMap(AlpacaDeviceType.init(name:)),
            let number = value["DeviceNumber"]?.whole.flatMap(UInt32.init(exactly:))
        else { return nil }
        name = value["DeviceName"]?.text ?? ""
        self.type = type
        self.number = number
        uniqueID = value["UniqueID"]?.text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads the value of an answer; entries that cannot be read are left out.
    public static func list(_ value: JSONValue) -> [AlpacaConfiguredDevice] {
        (value.elements ?? []).compactMap(AlpacaConfiguredDevice.init(value:))
    }
}
