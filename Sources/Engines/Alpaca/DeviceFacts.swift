public import Alpaca

/// What a device said about itself when it was connected.
public struct DeviceFacts: Sendable, Hashable {
    /// Its name, or nil when it gives none.
    public let name: String?
    /// The version of its interface; 1 when it does not say.
    public let interfaceVersion: Int
    /// Its `Can…` flags by member; one that could not be read is absent.
    public let capabilities: [String: Bool]
    /// The equinox of a telescope's coordinates, or nil for other devices and when it does not say.
    public let equatorialSystem: EquatorialSystem?
    /// What a camera said beyond that, or nil for other devices.
    public internal(set) var camera: CameraFacts?
    /// How many switches a switch has, or nil for other devices.
    public internal(set) var switchCount: Int?
    /// What a mount said beyond that, or nil for other devices.
    public internal(set) var mount: MountFacts?
    /// What a focuser said beyond that, or nil for other devices.
    public internal(set) var focuser: FocuserFacts?
    /// What a rotator said beyond that, or nil for other devices.
    public internal(set) var rotator: RotatorFacts?
    /// What a filter wheel said beyond that, or nil for other devices.
    public internal(set) var filterWheel: FilterWheelFacts?
    /// What a cover with a calibrator said beyond that, or nil for other devices.
    public internal(set) var cover: CoverFacts?
    /// The switches of a switch device by number, or nil for other devices and when it does not say how many.
    public internal(set) var switches: [SwitchFacts]?

    /// Whether the device said that it cannot do something.
    func denies(_ capability: String) -> Bool { capabilities[capability] == false }

    /// Whether the device said that it can do something.
    func affirms(_ capability: String) -> Bool { capabilities[capability] == true }
}
