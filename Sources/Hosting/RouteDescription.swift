/// A row of a route table without its code: what every node knows of every route, and what the reference prints.
public struct RouteDescription: Sendable, Hashable {
    /// Whether an answer is wanted.
    public enum Kind: String, Sendable, Codable {
        case command
        case event
    }

    /// The coordinator whose host answers.
    public let coordinator: String
    /// The topic after `{prefix}/coordinator/`.
    public let suffix: String
    /// Whether an answer is wanted.
    public let kind: Kind
    /// Who may use it, as the reference prints it: a permission, `public`, or a rule such as `tel:control`.
    public let access: String
    /// What is special about it.
    public let traits: RouteTraits
    /// True when anybody may use it.
    public let isPublic: Bool
    /// The name of the request type.
    public let request: String
    /// The name of the response type.
    public let response: String
    /// Other names of request fields.
    public let aliases: [String: String]
}

extension RouteTraits: Hashable {}
