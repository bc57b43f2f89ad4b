/// One line of a FITS header.
public struct FITSCard: Sendable, Hashable {
    /// The value of a card.
    public enum Value: Sendable, Hashable {
        case text(String)
        case integer(Int)
        case number(Double)
        case logical(Bool)
    }

    /// Up to eight capitals, digits, `-` and `_`.
    public let keyword: String
    /// The value.
    public let value: Value
    /// What it means, with the unit in brackets.
    public let comment: String

    /// Describes a card.
    public init(_ keyword: String, _ value: Value, _ comment: String = "") {
        self.keyword = keyword
        self.value = value
        self.comment = comment
    }
}
