extension AlpacaStateProperty {
    /// The most switches of one device that are looked at.
    public static let mostSwitches = 256

    /// The properties of the switches of a device that are read on their own.
    ///
    /// Source: ASCOM Platform 7, `ISwitchV3.DeviceState`.
    public static func switches(_ count: Int) -> [AlpacaStateProperty] {
        (0..<max(0, min(count, mostSwitches))).flatMap { id in
            [
                AlpacaStateProperty("GetSwitch", id: id, .bool),
                AlpacaStateProperty("GetSwitchValue", id: id, anyNumber),
            ]
        }
    }

    /// The property of a switch with a name such as `GetSwitchValue3`; nil when it is none.
    static func ofSwitch(_ name: String) -> AlpacaStateProperty? {
        let stem = name.prefix { !$0.isNumber }
        guard let id = Int(name.dropFirst(stem.count)), (0..<mostSwitches).contains(id) else { return nil }
        switch stem {
        case "GetSwitch", "StateChangeComplete": return AlpacaStateProperty(String(stem), id: id, .bool)
        case "GetSwitchValue": return AlpacaStateProperty(String(stem), id: id, anyNumber)
        default: return nil
        }
    }

    private static let anyNumber = Validity.number(
        -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
}
