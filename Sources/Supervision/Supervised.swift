/// Something that a supervisor keeps alive.
public protocol Supervised: Sendable {
    /// Works until it is stopped; returning earlier or throwing is a failure and leads to a restart.
    func run() async throws

    /// Ends `run()` in good order and gives back what it holds; also called after a failure, before the replacement starts.
    func stop() async

    /// Answers whether it still does its work; no answer within the supervisor's deadline counts as no.
    func probe() async -> Bool
}
