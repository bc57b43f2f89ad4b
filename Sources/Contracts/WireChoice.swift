/// A word from a closed list; any other word is refused with the list.
public protocol WireChoice: RawRepresentable, CaseIterable, Codable, Sendable where RawValue == String {
    /// Other spellings that are understood.
    static var otherSpellings: [String: Self] { get }
}

extension WireChoice {
    /// Most words have one spelling.
    public static var otherSpellings: [String: Self] { [:] }

    /// Reads what `encode(to:)` writes, and refuses what is out of bounds.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let word = try container.decode(String.self)
        guard let choice = Self(rawValue: word) ?? Self.otherSpellings[word] else {
            let words = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be one of \(words)")
        }
        self = choice
    }
}
