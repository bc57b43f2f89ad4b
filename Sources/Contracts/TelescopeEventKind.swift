/// What an event of a telescope is about; a level of its topic.
public enum TelescopeEventKind: String, WireChoice {
    /// How everything is.
    case state
    /// A movement began or ended, or a limit was reached.
    case motion
    /// Whether it is safe to observe.
    case safety
    /// How far an exposure has come, and what was saved.
    case camera
    /// A session began, ended or was taken over.
    case session
}
