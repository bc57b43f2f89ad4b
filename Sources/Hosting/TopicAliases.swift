/// Other spellings of topics that lead to the same rows.
public enum TopicAliases {
    private static let prefixes = [
        "plugin/command/": "plugin/cmd/",
        "uielement/command/": "uielement/cmd/",
    ]

    /// The other spellings of a topic suffix.
    public static func spellings(of suffix: String) -> [String] {
        prefixes.compactMap { real, alias in
            suffix.hasPrefix(real) ? alias + suffix.dropFirst(real.count) : nil
        }
    }
}
