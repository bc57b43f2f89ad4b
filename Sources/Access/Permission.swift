/// The right to do an action on a kind of resource.
public struct Permission: Sendable, Hashable, CustomStringConvertible {
    /// What is acted on, such as `telescope`.
    public let resource: String
    /// What is done, such as `control`.
    public let action: String

    /// Names a permission.
    public init(_ resource: String, _ action: String) {
        self.resource = resource
        self.action = action
    }

    /// `resource:action`.
    public var description: String { "\(resource):\(action)" }
}
