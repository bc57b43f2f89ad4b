import Contracts
import FoundationEssentials

/// A user or a group, as owner of a telescope or as somebody it is lent to.
struct TelescopePrincipal: Sendable, Hashable {
    /// Its id.
    let id: UUID
    /// Whether it is a user or a group.
    let type: PrincipalType
}
