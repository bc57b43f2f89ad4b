/// What a topic below `{prefix}/coordinator/` is for, as the tables of all coordinators say.
public enum TopicRole: Sendable, Equatable {
    /// A command or event that some coordinator takes, here or elsewhere.
    case route(isPublic: Bool)
    /// Something that coordinators say: health, status, events.
    case statement
    /// Nothing that anybody knows.
    case unknown
}
