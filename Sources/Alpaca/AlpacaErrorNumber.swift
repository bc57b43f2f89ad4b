/// What a device says went wrong, as a number.
///
/// Source: ASCOM Alpaca API Reference, reserved error numbers.
public struct AlpacaErrorNumber: RawRepresentable, Sendable, Hashable {
    /// The number, 0 to 0xFFF.
    public let rawValue: Int

    /// Names a number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Reads a number from the wire; an old bridge sends the COM result 0x80040000 + n as a negative number.
    public init(wire: Int64) {
        self.init(rawValue: (0...0xFFF).contains(wire) ? Int(wire) : Int(wire & 0xFFF))
        // A failure whose low bits are all zero must not read as success.
        if wire != 0, rawValue == 0 { self = .unspecified }
    }

    /// No error.
    public static let none = AlpacaErrorNumber(rawValue: 0)
    /// The device does not have this property or method.
    public static let notImplemented = AlpacaErrorNumber(rawValue: 0x400)
    /// A value is out of range.
    public static let invalidValue = AlpacaErrorNumber(rawValue: 0x401)
    /// A value was read that was never set.
    public static let valueNotSet = AlpacaErrorNumber(rawValue: 0x402)
    /// The device is not connected.
    public static let notConnected = AlpacaErrorNumber(rawValue: 0x407)
    /// The device is parked.
    public static let parked = AlpacaErrorNumber(rawValue: 0x408)
    /// The device is slaved to another.
    public static let slaved = AlpacaErrorNumber(rawValue: 0x409)
    /// The device cannot do this now.
    public static let invalidOperation = AlpacaErrorNumber(rawValue: 0x40B)
    /// The device does not know this action.
    public static let actionNotImplemented = AlpacaErrorNumber(rawValue: 0x40C)
    /// The operation was cancelled (Platform 7).
    public static let operationCancelled = AlpacaErrorNumber(rawValue: 0x40E)
    /// Anything else.
    public static let unspecified = AlpacaErrorNumber(rawValue: 0x4FF)
}
