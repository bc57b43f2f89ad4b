/// What an API key may be used for: a permission as `resource:action`.
public typealias KeyScope = BoundedText<KeyScopeLimits>

extension KeyScope {
    /// The most scopes of one key.
    public static let most = 64
}

/// What a scope may be.
public enum KeyScopeLimits: TextLimits {
    /// What the text must be, for the refusal.
    public static let requirement = "must be a permission, such as telescope:read"

    /// Whether a text is one: two words with a colon between.
    public static func allows(_ text: String) -> Bool {
        let words = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        return words.count == 2 && words.allSatisfy { WordLimits.allows(String($0)) }
    }
}
