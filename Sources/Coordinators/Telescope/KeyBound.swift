import Access
import Contracts
import Kernel

/// The most that an API key lets its owner do with telescopes, by whatever right: permission, ownership, grant or role.
///
/// As everywhere, write implies control implies read; what no scope names a key cannot do.
struct KeyBound: Sendable, Equatable {
    /// What the key is called.
    let name: String
    /// The most that a scope names; nil when none names telescopes.
    let most: TelescopeAction?
}

extension KeyBound {
    /// Reads the scopes of a key.
    init(_ key: APIKey) {
        name = key.name
        most = TelescopeAction.allCases.filter { key.names(Permission("telescope", $0.rawValue)) }.max()
    }

    /// What is left of an access.
    func bounding(_ action: TelescopeAction?) -> TelescopeAction? {
        guard let action, let most else { return nil }
        return min(action, most)
    }

    /// Refuses what no scope names.
    ///
    /// - Throws: `forbidden`, which tells nothing about any telescope.
    func require(_ action: TelescopeAction) throws(ServiceError) {
        guard most.map({ $0 >= action }) != true else { return }
        let scope = "telescope:\(action.rawValue)"
        throw ServiceError.denied(
            "the API key \(name) is not scoped to \(scope)", details: ["required": .string(scope)])
    }
}
