/// What a request shows to prove who asks.
public struct Credentials: Sendable, Equatable {
    /// A JWT from `auth/login`, or a node's own.
    public var token: String?
    /// A long-lived key, which begins with `bsk_`.
    public var apiKey: String?

    /// What every API key begins with.
    public static let apiKeyPrefix = "bsk_"

    /// Collects what was shown.
    public init(token: String? = nil, apiKey: String? = nil) {
        self.token = token
        self.apiKey = apiKey
    }

    /// Takes what stood after `Bearer`: an API key is told from a token by its beginning.
    public init(bearer text: String) {
        self = text.hasPrefix(Self.apiKeyPrefix) ? Credentials(apiKey: text) : Credentials(token: text)
    }

    /// True when nothing was shown.
    public var isEmpty: Bool { token == nil && apiKey == nil }
}
