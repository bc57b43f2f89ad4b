/// The place of the running command in its order lane.
public enum OrderedLane {
    @TaskLocal static var place: Place?

    struct Place: Sendable {
        let leave: @Sendable () async -> Void
    }

    /// Lets the next command of the lane run, before this one has ended; a `wait` command does so once it is accepted.
    public static func release() async { await place?.leave() }
}
