/// What topic names and topic filters have in common (MQTT 5, 4.7).
enum TopicText {
    /// The length of the longest name or filter: its length travels in two bytes.
    static let mostBytes = 65_535
    /// `/`, between levels.
    static let separator = UInt8(ascii: "/")
    /// `+`, which stands for one level.
    static let plus = UInt8(ascii: "+")
    /// `#`, which stands for all levels from here on.
    static let hash = UInt8(ascii: "#")
    /// `$`, the first byte of the topics that a leading wildcard does not see.
    static let dollar = UInt8(ascii: "$")

    /// Whether the length is right and every character is one that brokers accept.
    static func isWellFormed(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= mostBytes else { return false }
        var isASCII = true
        for byte in bytes {
            guard byte >= 0x20, byte != 0x7F else { return false }
            if byte >= 0x80 { isASCII = false }
        }
        // C1 controls and non-characters: libmosquitto calls them malformed (mosquitto_validate_utf8).
        return isASCII
            || text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control && !scalar.properties.isNoncharacterCodePoint
            }
    }

    /// The levels of a text, split at bytes: to `String` a slash before a combining mark is another character.
    static func levels(of text: some StringProtocol, most: Int = .max) -> [Substring] {
        Substring(text).utf8.split(separator: separator, maxSplits: most - 1, omittingEmptySubsequences: false)
            .map(Substring.init)
    }

    /// Whether a wildcard stands anywhere in the text.
    static func hasWildcard(_ text: some StringProtocol) -> Bool {
        text.utf8.contains { $0 == plus || $0 == hash }
    }
}
