import AlpacaEngines

/// Something that a device is to do, or is found doing, as the limits see it.
enum LimitedAct: Sendable, Hashable {
    /// A movement that is asked for, in place of one under way or not.
    case motion(MotionGoal, replaces: Bool)
    /// Following the sky is to be switched on.
    case tracking
    /// A setting is to be changed: the member that is written.
    case setting(String)
    /// A poll found the mount on its way somewhere.
    case slewing
    /// A poll found the mount following the sky.
    case following

    /// Whether a poll found it, instead of somebody asking for it.
    var isUnderWay: Bool { self == .slewing || self == .following }

    /// The movement that is asked for, if one is.
    var goal: MotionGoal? {
        guard case .motion(let goal, _) = self else { return nil }
        return goal
    }
}
