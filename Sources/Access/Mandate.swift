public import FoundationEssentials
import Kernel

/// In whose name a node passes a request on.
///
/// A key stands for its owner and for its scopes, so that the other node bounds the request as this one would. Nobody is
/// said too: a request without a mandate is the node's own, which may do everything. An older node that does not know keys
/// or nobody refuses the text instead of letting more pass.
public enum Mandate: Sendable, Hashable {
    /// A user who logged in.
    case user(UUID)
    /// A user who acts by the API key with this id.
    case apiKey(UUID)
    /// Nobody in particular, as public routes take it.
    case nobody

    private static let keyPrefix = "key:"

    private static let nobodyText = "nobody"

    /// Reads `<user id>`, `key:<key id>` or `nobody`; nil for anything else.
    public init?(_ text: String) {
        if text == Self.nobodyText {
            self = .nobody
        } else if text.hasPrefix(Self.keyPrefix) {
            guard let id = UUID(uuidString: String(text.dropFirst(Self.keyPrefix.count))) else { return nil }
            self = .apiKey(id)
        } else {
            guard let id = UUID(uuidString: text) else { return nil }
            self = .user(id)
        }
    }

    /// The mandate as nodes write it, the value of `on_behalf_of`.
    public var text: String {
        switch self {
        case .user(let id): id.text
        case .apiKey(let id): Self.keyPrefix + id.text
        case .nobody: Self.nobodyText
        }
    }
}
