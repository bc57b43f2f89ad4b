public import FoundationEssentials
import Kernel

/// In whose name a node passes a request on.
///
/// A key stands for its owner and for its scopes, so that the other node bounds the request as this one would; an older
/// node that does not know keys refuses the text instead of letting the owner's whole rights pass.
public enum Mandate: Sendable, Hashable {
    /// A user who logged in.
    case user(UUID)
    /// A user who acts by the API key with this id.
    case apiKey(UUID)

    private static let keyPrefix = "key:"

    /// Reads `<user id>` or `key:<key id>`; nil for anything else.
    public init?(_ text: String) {
        if text.hasPrefix(Self.keyPrefix) {
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
        }
    }
}
