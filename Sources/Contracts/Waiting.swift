/// A request that may ask to be answered at the end of a motion instead of at its acceptance.
public protocol Waiting {
    /// True to be answered at the end; nil means false.
    var wait: Bool? { get }
}
