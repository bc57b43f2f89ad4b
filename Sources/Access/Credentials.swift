/// What a request shows to prove who asks.
public struct Credentials: Sendable, Equatable {
    /// A JWT from `auth/login`, or a node's own.
    public var token: String?
    /// A long-lived key.
    public var apiKey: String?

    /// Collects what was shown.
    public init(token: String? = nil, apiKey: String? = nil) {
        self.token = token
        self.apiKey = apiKey
    }

    /// True when nothing was shown.
    public var isEmpty: Bool { token == nil && apiKey == nil }
}
