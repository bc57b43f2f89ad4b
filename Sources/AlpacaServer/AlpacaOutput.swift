public import Alpaca
public import Kernel

/// What a call gives.
public enum AlpacaOutput: Sendable, Equatable {
    case none
    case value(JSONValue)
    /// A picture: sent as ImageBytes to those who take them, else as JSON.
    case image(AlpacaImage)
}
