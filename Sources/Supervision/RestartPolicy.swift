public import Kernel

/// How often a child may fail before its supervisor gives up.
public struct RestartPolicy: Sendable, Equatable {
    /// The most restarts within the window; one failure more gives up.
    public var most: Int
    /// The length of the window.
    public var within: Duration
    /// The wait before each restart.
    public var backoff: Backoff

    /// Describes a policy; the default is 5 restarts in 60 s.
    public init(most: Int = 5, within: Duration = .seconds(60), backoff: Backoff = Backoff()) {
        self.most = most
        self.within = within
        self.backoff = backoff
    }
}
