import Alpaca
import AlpacaServer

extension AlpacaFault {
    /// A value is out of range.
    static func invalidValue(_ message: String) -> AlpacaFault { AlpacaFault(.invalidValue, message) }
    /// The device cannot do this now.
    static func invalidOperation(_ message: String) -> AlpacaFault { AlpacaFault(.invalidOperation, message) }
    /// The device does not have this member.
    static func notImplemented(_ member: String) -> AlpacaFault {
        AlpacaFault(.notImplemented, "\(member) is not implemented")
    }
    /// A value was never set.
    static func valueNotSet(_ name: String) -> AlpacaFault { AlpacaFault(.valueNotSet, "\(name) was never set") }
    /// The mount is parked.
    static let parked = AlpacaFault(.parked, "the mount is parked; unpark it first")
}
