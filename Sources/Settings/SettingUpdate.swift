public import Kernel

/// What an update did; a secret is masked.
public struct SettingUpdate: Sendable, Equatable {
    /// The value before.
    public let old: JSONValue
    /// The value in force now.
    public let new: JSONValue

    /// Describes what an update did.
    public init(old: JSONValue, new: JSONValue) {
        self.old = old
        self.new = new
    }
}
