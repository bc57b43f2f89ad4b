import Alpaca

/// The devices of a server by type and number.
struct DeviceDirectory: Sendable {
    /// A device and the number under which it is served.
    struct Entry: Sendable {
        let number: Int
        let device: any AlpacaDevice
    }

    /// Every device, in the order in which they were given.
    let entries: [Entry]
    private let byType: [AlpacaDeviceType: [any AlpacaDevice]]

    /// Numbers devices: from 0 for each type, in their order.
    init(_ devices: [any AlpacaDevice]) {
        var entries: [Entry] = []
        var byType: [AlpacaDeviceType: [any AlpacaDevice]] = [:]
        for device in devices {
            entries.append(Entry(number: byType[device.type]?.count ?? 0, device: device))
            byType[device.type, default: []].append(device)
        }
        self.entries = entries
        self.byType = byType
    }

    /// The device that two elements of a path name.
    ///
    /// - Throws: `Refusal` for an unknown type or a number that no device has.
    func device(_ type: Substring, _ number: Substring) throws(Refusal) -> any AlpacaDevice {
        // The raw values are lower case, and paths are case-sensitive.
        guard let known = AlpacaDeviceType(rawValue: String(type)) else {
            throw Refusal("there is no type of device with this name in lower case")
        }
        let devices = byType[known] ?? []
        guard let index = Int(number), number.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            devices.indices.contains(index)
        else { throw Refusal("there is no \(known.rawValue) with this number") }
        return devices[index]
    }
}
