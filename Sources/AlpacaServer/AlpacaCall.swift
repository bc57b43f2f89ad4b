public import Alpaca

/// One call of a client, checked against the member table.
public struct AlpacaCall: Sendable {
    /// The member.
    public let member: AlpacaMember
    /// The arguments by the exact names of the table.
    public let arguments: [String: AlpacaArgument]
    /// The client's number; 0 when it gives none.
    public let clientID: UInt32

    /// Describes a call.
    public init(member: AlpacaMember, arguments: [String: AlpacaArgument] = [:], clientID: UInt32 = 0) {
        self.member = member
        self.arguments = arguments
        self.clientID = clientID
    }
}
