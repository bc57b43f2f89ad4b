public import FoundationEssentials
import Kernel

/// Who asks.
public enum Principal: Sendable, Hashable {
    /// A person or program with an account.
    case user(UUID)
    /// Another node of this installation.
    case node(String)
    /// Nobody in particular: public routes only, unless `anonymous_role` lends local clients a role.
    case anonymous

    /// `user:<uuid>`, `node:<name>` or `anonymous`, as the audit trail writes it.
    public var text: String {
        switch self {
        case .user(let id): "user:\(id.text)"
        case .node(let name): "node:\(name)"
        case .anonymous: "anonymous"
        }
    }
}
