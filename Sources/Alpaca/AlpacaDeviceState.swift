public import Kernel

/// The operational state of a device as it said it: only believable values, everything else is absent.
public struct AlpacaDeviceState: Sendable, Hashable {
    /// The believable values by their name in `DeviceState`.
    public let values: [String: JSONValue]

    /// Keeps what is believable of some values given by name.
    public init(type: AlpacaDeviceType, values: [String: JSONValue]) {
        var believable: [String: JSONValue] = [:]
        believable.reserveCapacity(values.count)
        for (name, value) in values {
            guard let property = AlpacaStateProperty.named(name, of: type) else { continue }
            believable[name] = property.believable(value)
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
    private static let clocks: Set<String> = ["UTCDate", "SiderealTime"]

    /// Whether two states differ in more than the clocks that always run.
    public func differs(from other: AlpacaDeviceState?) -> Bool {
        guard let other, values.count == other.values.count else { return true }
        return values.contains { name, value in other.values[name] != value && !Self.clocks.contains(name) }
    }

    /// Some of the values, those of another state put in where they are absent here.
    public func completed(by other: AlpacaDeviceState) -> AlpacaDeviceState {
        AlpacaDeviceState(believable: values.merging(other.values) { mine, _ in mine })
    }

    private init(believable values: [String: JSONValue]) { self.values = values }
}
