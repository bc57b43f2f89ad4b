extension AlpacaMember {
    /// Every member of a type of device, the common ones included.
    public static func all(of type: AlpacaDeviceType) -> [AlpacaMember] {
        let own: [AlpacaMember] =
            switch type {
            case .camera: camera
            case .coverCalibrator: coverCalibrator
            case .dome: dome
            case .filterWheel: filterWheel
            case .focuser: focuser
            case .observingConditions: observingConditions
            case .rotator: rotator
            case .safetyMonitor: safetyMonitor
            case .switch: `switch`
            case .telescope: telescope
            }
        return common + own
    }

    private struct Key: Hashable {
        let type: AlpacaDeviceType
        let verb: Verb
        let name: String
    }

    private static let index: [Key: AlpacaMember] = {
        var index: [Key: AlpacaMember] = [:]
        for type in AlpacaDeviceType.allCases {
            for member in all(of: type) { index[Key(type: type, verb: member.verb, name: member.name)] = member }
        }
        return index
    }()

    /// The member of a type of device with a name, or nil when the interface has none.
    public static func named(_ name: String, _ verb: Verb, of type: AlpacaDeviceType) -> AlpacaMember? {
        index[Key(type: type, verb: verb, name: name)]
    }
}
