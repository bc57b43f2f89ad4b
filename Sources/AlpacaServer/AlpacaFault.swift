public import Alpaca

/// Why a device did not do what it was asked.
public struct AlpacaFault: Error, Sendable, Equatable {
    /// The number of the kind of error.
    public let number: AlpacaErrorNumber
    /// What is wrong, in words that a client may show.
    public let message: String

    /// Names a fault.
    public init(_ number: AlpacaErrorNumber, _ message: String) {
        self.number = number
        self.message = message
    }
}
