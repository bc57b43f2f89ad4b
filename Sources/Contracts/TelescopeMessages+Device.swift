public import FoundationEssentials

/// Searches the network for devices.
public struct DeviceDiscoverRequest: Codable, Sendable {
    /// The UDP port; the setting `discovery_port` when nil.
    public let port: Int?
    /// Seconds to listen; the setting `discovery_timeout` when nil.
    public let timeout: DiscoverySeconds?
}

/// How long discovery may listen.
public typealias DiscoverySeconds = Bounded<DiscoverySecondsLimits>

/// The range of discovery's time.
public enum DiscoverySecondsLimits: NumberLimits {
    /// A tenth of a second to twenty seconds.
    public static let range = NumberRange(0.1...20, "seconds")
}

/// A device that was found on the network.
public struct DiscoveredDeviceInfo: Codable, Sendable, Equatable {
    /// The address to attach it by.
    public let serverURL: String
    /// What its server calls itself.
    @Explicit public var serverName: String?
    /// The type, as `device/attach` takes it.
    public let deviceType: String
    /// The number among the devices of its type.
    public let deviceNumber: UInt32
    /// Its name.
    public let name: String
    /// The id that never changes.
    @Explicit public var uniqueID: String?

    /// Describes a device.
    public init(
        serverURL: String, serverName: String?, deviceType: String, deviceNumber: UInt32, name: String,
        uniqueID: String?
    ) {
        self.serverURL = serverURL
        self.deviceType = deviceType
        self.deviceNumber = deviceNumber
        self.name = name
        self.serverName = serverName
        self.uniqueID = uniqueID
    }

    enum CodingKeys: String, CodingKey {
        case name
        case serverURL = "server_url"
        case serverName = "server_name"
        case deviceType = "device_type"
        case deviceNumber = "device_number"
        case uniqueID = "unique_id"
    }
}

/// What was found on the network.
public struct DeviceDiscoverResponse: Codable, Sendable {
    /// The devices, each once.
    public let devices: [DiscoveredDeviceInfo]
    /// How many there are.
    public let count: Int

    /// Describes what was found.
    public init(_ devices: [DiscoveredDeviceInfo]) {
        self.devices = devices
        count = devices.count
    }
}

/// Makes a device part of a telescope.
public struct DeviceAttachRequest: Decodable, Sendable {
    /// The telescope.
    public let telescopeID: UUID
    /// What the device does there; that of its type when nil.
    public let role: DeviceRole?
    /// The Alpaca server, such as `http://10.0.0.5:11111`.
    public let serverURL: String
    /// The device's type.
    public let deviceType: DeviceRole
    /// The number among the devices of its type.
    public let deviceNumber: UInt32
    /// Whether to connect it now; true when nil.
    public let connect: Bool?
    /// Whether it is the one that commands go to; when nil, it is if the role has none yet.
    public let isPrimary: Bool?
    /// Whether the telescope's site and the time are to be written to the mount, and read back.
    public let syncSite: Bool?

    enum CodingKeys: String, CodingKey {
        case role, connect
        case telescopeID = "telescope_id"
        case serverURL = "server_url"
        case deviceType = "device_type"
        case deviceNumber = "device_number"
        case isPrimary = "is_primary"
        case syncSite = "sync_site"
    }
}

/// A device that was attached.
public struct DeviceAttachResponse: Codable, Sendable {
    /// The device's id.
    public let deviceID: String
    /// Whether it is connected.
    public let connected: Bool
    /// What it calls itself, once it was connected.
    @Explicit public var name: String?
    /// The version of its interface, once it was connected.
    @Explicit public var interfaceVersion: Int?
    /// Whether the mount took the site, when it was to.
    public let siteSync: SiteSync?

    /// Describes a device.
    public init(
        deviceID: String, connected: Bool, name: String?, interfaceVersion: Int?, siteSync: SiteSync? = nil
    ) {
        self.deviceID = deviceID
        self.connected = connected
        self.siteSync = siteSync
        self.name = name
        self.interfaceVersion = interfaceVersion
    }

    enum CodingKeys: String, CodingKey {
        case connected, name
        case deviceID = "device_id"
        case interfaceVersion = "interface_version"
        case siteSync = "site_sync"
    }
}

/// Whether a mount took the site of its telescope and the time.
public struct SiteSync: Codable, Sendable, Equatable {
    /// Whether it says what it was told.
    public let synced: Bool
    /// Why not.
    public let error: String?

    /// Describes what became of it.
    public init(synced: Bool, error: String?) {
        self.synced = synced
        self.error = error
    }
}

/// Changes what a device of a telescope is for.
public struct DeviceUpdateRequest: Codable, Sendable {
    /// The device.
    public let deviceID: UUID
    /// True to make it the one that commands to its role go to; the one that was so far is not any more.
    public let isPrimary: Bool

    enum CodingKeys: String, CodingKey {
        case deviceID = "device_id"
        case isPrimary = "is_primary"
    }
}

/// Connects devices.
public struct DeviceConnectRequest: Codable, Sendable {
    /// Which.
    public let selection: DeviceSelection
    /// Whether the telescope's site and the time are to be written to its mount, and read back.
    public let syncSite: Bool?

    enum CodingKeys: String, CodingKey {
        case syncSite = "sync_site"
    }

    /// Reads the selection from the same object.
    public init(from decoder: any Decoder) throws {
        selection = try DeviceSelection(from: decoder)
        syncSite = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Bool.self, forKey: .syncSite)
    }

    /// Writes both into one object.
    public func encode(to encoder: any Encoder) throws {
        try selection.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(syncSite, forKey: .syncSite)
    }
}

/// Names one device, or the devices of a telescope, or those of one of its roles.
public struct DeviceSelection: Codable, Sendable {
    /// One device.
    public let deviceID: UUID?
    /// The devices of a telescope.
    public let telescopeID: UUID?
    /// Only those of this role.
    public let role: DeviceRole?

    /// Names devices.
    public init(deviceID: UUID? = nil, telescopeID: UUID? = nil, role: DeviceRole? = nil) {
        self.deviceID = deviceID
        self.telescopeID = telescopeID
        self.role = role
    }

    enum CodingKeys: String, CodingKey {
        case role
        case deviceID = "device_id"
        case telescopeID = "telescope_id"
    }
}

/// A device of a telescope, as replies give it.
public struct DeviceInfo: Codable, Sendable, Equatable {
    /// The device's id.
    public let deviceID: String
    /// The telescope it belongs to.
    public let telescopeID: String
    /// What it does there.
    public let role: DeviceRole
    /// Its type.
    public let deviceType: String
    /// The number among the devices of its type.
    public let deviceNumber: UInt32
    /// Its server.
    public let serverURL: String
    /// Whether commands to its role go to it.
    public let isPrimary: Bool
    /// Whether it is to be connected.
    public let enabled: Bool
    /// Whether it is connected.
    public let connected: Bool
    /// `idle`, `connecting`, `connected`, `degraded` or `disconnected`.
    public let phase: String
    /// What it calls itself.
    @Explicit public var name: String?
    /// The version of its interface.
    @Explicit public var interfaceVersion: Int?
    /// When it was last connected.
    @Explicit public var lastConnected: Date?
    /// Why the last read or attempt failed.
    @Explicit public var failure: String?

    /// Describes a device.
    public init(
        deviceID: String, telescopeID: String, role: DeviceRole, deviceType: String, deviceNumber: UInt32,
        serverURL: String, isPrimary: Bool, enabled: Bool, connected: Bool, phase: String, name: String?,
        interfaceVersion: Int?, lastConnected: Date?, failure: String?
    ) {
        self.deviceID = deviceID
        self.telescopeID = telescopeID
        self.role = role
        self.deviceType = deviceType
        self.deviceNumber = deviceNumber
        self.serverURL = serverURL
        self.isPrimary = isPrimary
        self.enabled = enabled
        self.connected = connected
        self.phase = phase
        self.name = name
        self.interfaceVersion = interfaceVersion
        self.lastConnected = lastConnected
        self.failure = failure
    }

    enum CodingKeys: String, CodingKey {
        case role, enabled, connected, phase, name, failure
        case deviceID = "device_id"
        case telescopeID = "telescope_id"
        case deviceType = "device_type"
        case deviceNumber = "device_number"
        case serverURL = "server_url"
        case isPrimary = "is_primary"
        case interfaceVersion = "interface_version"
        case lastConnected = "last_connected"
    }
}

/// Some devices as they are now.
public struct DevicesResponse: Codable, Sendable {
    /// The devices.
    public let devices: [DeviceInfo]
    /// How many there are.
    public let count: Int
    /// Whether all of them are connected; false when there are none.
    public let connected: Bool
    /// Whether the mount took the site, when it was to.
    public let siteSync: SiteSync?

    enum CodingKeys: String, CodingKey {
        case devices, count, connected
        case siteSync = "site_sync"
    }

    /// Describes the devices.
    public init(_ devices: [DeviceInfo], siteSync: SiteSync? = nil) {
        self.devices = devices
        self.siteSync = siteSync
        count = devices.count
        connected = !devices.isEmpty && devices.allSatisfy(\.connected)
    }
}

/// Devices that were detached.
public struct DeviceDetachResponse: Codable, Sendable {
    /// Their ids.
    public let detached: [String]

    /// Names the devices.
    public init(detached: [String]) { self.detached = detached }
}
