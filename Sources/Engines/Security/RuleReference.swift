import FoundationEssentials
import Kernel

/// A role or group that a request names by id or by name.
struct RuleReference: Sendable, Equatable {
    /// The id as text, or the name.
    let name: String
    /// The field in which it was given.
    let field: String

    /// Takes the one that was given.
    ///
    /// - Parameters:
    ///   - kind: `role` or `group`, which names the fields.
    ///   - id: The field `{kind}_id`.
    ///   - name: The field `{kind}`.
    /// - Throws: `invalid_request` when there is none, or both.
    init(_ kind: String, id: UUID?, name: String?) throws(ServiceError) {
        switch (id, name) {
        case (let id?, nil): (self.name, field) = (id.text, kind + "_id")
        case (nil, let name?): (self.name, field) = (name, kind)
        case (nil, nil):
            throw ServiceError(.invalidRequest, "\(kind) is missing", details: ["field": .string(kind)])
        case (_?, _?):
            throw ServiceError(
                .invalidRequest, "give \(kind) or \(kind)_id, not both", details: ["field": .string(kind)])
        }
    }
}
