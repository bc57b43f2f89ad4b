/// The type of a value or parameter on the wire.
public enum AlpacaValueType: Sendable, Hashable {
    case bool
    case integer
    case double
    case string
    case strings
    case integers
    case objects
    /// An ISO 8601 time with `Z` and up to seven decimals.
    case date
    /// A FITS time, without `Z`.
    case fitsDate
    /// An image array, in JSON or as ImageBytes.
    case image
}
