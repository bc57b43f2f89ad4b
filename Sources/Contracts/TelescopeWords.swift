/// How a mount turns.
public enum MountType: String, WireChoice {
    case altaz
    case equatorial
    case germanEquatorial = "german_equatorial"
    case dobsonian

    /// What others write for it.
    public static let otherSpellings: [String: MountType] = ["altazimuth": .altaz]
}

/// Whose a telescope is, or to whom it is lent.
public enum PrincipalType: String, WireChoice {
    case user
    case group
}

/// Who may know of a telescope besides its owner and those it is shared with.
public enum TelescopeVisibility: String, WireChoice {
    /// Whoever holds the permission for telescopes.
    case `public`
    /// Nobody.
    case `private`
}

/// What somebody may do with a telescope; each includes those before it.
public enum TelescopeAction: String, WireChoice, Comparable {
    case read
    case control
    case write

    /// Whether the left allows less than the right.
    public static func < (left: TelescopeAction, right: TelescopeAction) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .read: 0
        case .control: 1
        case .write: 2
        }
    }
}

/// What a device does at a telescope; the names of Alpaca's types of device.
public enum DeviceRole: String, WireChoice {
    case telescope
    case camera
    case dome
    case focuser
    case filterwheel
    case rotator
    case `switch`
    case safetymonitor
    case observingconditions
    case covercalibrator
}

/// The equinox of coordinates in a request.
public enum Equinox: String, WireChoice {
    /// ICRS.
    case j2000
    /// The equinox of now, as a topocentric mount counts.
    case date

    /// What others write for it.
    public static let otherSpellings: [String: Equinox] = ["J2000": .j2000, "icrs": .j2000, "ICRS": .j2000]
}

/// What an observing session is for.
public enum SessionType: String, WireChoice {
    case manual
    case automated
    case maintenance
}

/// How an observing session stands.
public enum SessionStatus: String, WireChoice {
    case active
    case completed
    case aborted
    case error
}

/// How an observing session may be ended.
public enum SessionEnding: String, WireChoice {
    case completed
    case aborted
    case error
}
