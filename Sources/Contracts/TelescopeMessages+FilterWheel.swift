/// Which filter is to be in the light.
public struct FilterChoice: Decodable, Sendable {
    /// The filter's name, or its position from 0.
    public let filter: IndexOrName
}
