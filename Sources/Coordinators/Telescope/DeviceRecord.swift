import Contracts
import FoundationEssentials

/// A device of a telescope as the database has it.
struct DeviceRecord: Sendable, Equatable {
    /// Its id.
    let id: UUID
    /// The telescope it belongs to.
    let telescopeID: UUID
    /// What it does there.
    let role: DeviceRole
    /// Its type.
    let type: DeviceRole
    /// The number among the devices of its type.
    let number: UInt32
    /// Its server.
    let serverURL: String
    /// What it called itself when it was last connected.
    var name: String?
    /// Whether commands to its role go to it.
    var isPrimary: Bool
    /// Whether it is to be connected.
    var isEnabled: Bool
    /// When it was last connected.
    var lastConnected: Date?
    /// Whether a dome that cannot do so by itself is to follow its telescope.
    var isSlaved = false
}
