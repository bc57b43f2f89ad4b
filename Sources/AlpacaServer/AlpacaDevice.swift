public import Alpaca

/// A device that is served over Alpaca.
///
/// The server has checked a call before it arrives here: the member exists at the device's interface version and every
/// argument is there and of its type. What the values mean is the device's business.
public protocol AlpacaDevice: Sendable {
    /// Its type.
    var type: AlpacaDeviceType { get }
    /// The version of its interface.
    var interfaceVersion: Int { get }
    /// Its name.
    var name: String { get }
    /// Its id that never changes, in ASCII.
    var uniqueID: String { get }
    /// What it is, for people.
    var summary: String { get }

    /// Does what a client asks.
    ///
    /// - Parameter call: The member, its arguments and who asks.
    /// - Returns: The member's value; `none` for members that have none.
    /// - Throws: `AlpacaFault`, which the client sees as error number and message.
    func perform(_ call: AlpacaCall) async throws(AlpacaFault) -> AlpacaOutput
}
