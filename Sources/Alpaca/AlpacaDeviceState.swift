public import Kernel

/// The operational state of a device as it said it: only believable values, everything else is absent.
public struct AlpacaDeviceState: Sendable, Hashable {
    /// The believable values by their name in `DeviceState`.
    public let values: [String: JSONValue]

    /// Keeps what is believable of some values given by name.
    public init(type: AlpacaDeviceType, values: [String: JSONValue]) {
        var believable: [String: JSONValue] = [:]
        for property in AlpacaStateProperty.all(of: type) {
            believable[property.name] = values[property.name].flatMap(property.believable)
        }
        self.values = believable
    }

    /// Reads the value of a `devicestate` answer; nil when it is no list.
    public init?(type: AlpacaDeviceType, deviceState: JSONValue) {
        guard let entries = deviceState.elements else { return nil }
        var values: [String: JSONValue] = [:]
        for entry in entries {
            guard let name = entry["Name"]?.text else { continue }
            values[name] = entry["Value"]
        }
        self.init(type: type, values: values)
    }

    /// A believable value, or nil.
    public subscript(name: String) -> JSONValue? { values[name] }
}

extension AlpacaDeviceState {
    /// Whether two states differ in more than the clocks that always run.
    public func differs(from other: AlpacaDeviceState?) -> Bool {
        guard let other else { return true }
        let clocks: Set<String> = ["UTCDate", "SiderealTime"]
        return values.filter { !clocks.contains($0.key) } != other.values.filter { !clocks.contains($0.key) }
    }
}
