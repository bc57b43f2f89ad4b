import Alpaca
import AlpacaServer
import Kernel

/// What a simulated device is beside its connection: a state from which the time gives everything else.
protocol SimulatedPart: Sendable {
    /// Reads a member.
    ///
    /// - Parameters:
    ///   - member: The member's name.
    ///   - arguments: Its arguments.
    ///   - scene: The moment.
    /// - Returns: The value.
    /// - Throws: What an Alpaca device says then.
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue

    /// Does what a member says.
    ///
    /// - Parameters:
    ///   - member: The member's name.
    ///   - arguments: Its arguments.
    ///   - scene: The moment.
    /// - Throws: What an Alpaca device says then; nothing has changed.
    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault)

    /// The names and values of its state beyond the table's.
    func ownState(_ scene: Scene) -> [(name: String, value: JSONValue)]

    /// The actions of its own.
    var actions: [String] { get }

    /// Does an action.
    ///
    /// - Parameters:
    ///   - action: One of `actions`.
    ///   - parameters: What the client sent with it.
    ///   - scene: The moment.
    /// - Returns: The answer's text.
    /// - Throws: What an Alpaca device says then.
    mutating func act(_ action: String, _ parameters: String, _ scene: Scene) throws(AlpacaFault) -> String

    /// Goes on, or stops, when its faults have changed.
    mutating func faultsChanged(_ scene: Scene)
}

extension SimulatedPart {
    func ownState(_ scene: Scene) -> [(name: String, value: JSONValue)] { [] }
    var actions: [String] { [] }
    mutating func faultsChanged(_ scene: Scene) {}
    mutating func act(_ action: String, _ parameters: String, _ scene: Scene) throws(AlpacaFault) -> String {
        throw AlpacaFault(.actionNotImplemented, "there is no action \(action)")
    }
}
