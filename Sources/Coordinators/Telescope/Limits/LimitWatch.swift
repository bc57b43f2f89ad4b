import AstrometryEngines
import FoundationEssentials
import Kernel

/// What the polls of one moving telescope have shown of its limits, and what must be done about it.
///
/// A crossing stops the telescope at once. A position that is not known while it moves is not safe either: it stops the
/// telescope at the third poll in a row, because a mount may owe one answer. What was reached stays an alarm until the
/// mount is seen within its limits again, or parked.
struct LimitWatch: Sendable, Equatable {
    /// What one poll showed.
    struct Poll: Sendable, Equatable {
        /// What the mount was found doing; nil when it stands still, parks, or says nothing at all.
        var act: LimitedAct?
        /// Whether the mount answers.
        var isHeard = true
        /// Whether it is parked.
        var isParked = false
        /// Where it points.
        var direction: HorizontalPosition?
        /// The limit that is not kept.
        var breach: LimitBreach?
        /// Whether the direction is within the limits as if the mount followed the sky there; nil when not known.
        var isWithin: Bool?
    }

    /// What must be done.
    enum Action: Sendable, Equatable {
        case none
        /// Stop the mount and its tracking, and tell that a limit was reached.
        case stop(LimitBreach)
        /// Stop it again: it was told before and still moves.
        case stopAgain(LimitBreach)
        /// Tell that it is over.
        case cleared
    }

    /// The polls without a position after which a moving telescope is stopped.
    static let patience = 3

    /// The limit that was reached and is not cleared.
    private(set) var alarm: LimitBreach?
    /// When it was reached.
    private(set) var since: Date?
    /// Where the mount pointed at the last poll.
    private(set) var before: HorizontalPosition?
    /// Whether the telescope was seen standing since.
    private(set) var hasStopped = false
    private var wasMoving = false
    private var unknowns = 0

    /// Takes in what a poll showed.
    mutating func look(_ poll: Poll, at now: Date) -> Action {
        before = poll.direction ?? before
        guard poll.isHeard else { return unheard(at: now) }
        wasMoving = poll.act != nil
        if poll.act == nil, alarm != nil { hasStopped = true }
        guard let breach = poll.breach else {
            unknowns = 0
            return clear(poll)
        }
        if breach.unknown != nil {
            unknowns += 1
            guard unknowns >= Self.patience else { return .none }
        } else {
            unknowns = 0
        }
        guard alarm == nil || hasStopped else {
            alarm = breach
            return .stopAgain(breach)
        }
        return raise(breach, at: now)
    }

    // A mount that does not answer any more may go on moving: one that moved is told to stop, once.
    private mutating func unheard(at now: Date) -> Action {
        guard wasMoving else { return .none }
        wasMoving = false
        return raise(
            LimitBreach(
                limit: "heard", code: .unavailable, message: "the mount moved and does not answer any more",
                details: ["value": .null]), at: now)
    }

    private mutating func raise(_ breach: LimitBreach, at now: Date) -> Action {
        alarm = breach
        since = now
        hasStopped = false
        return .stop(breach)
    }

    private mutating func clear(_ poll: Poll) -> Action {
        guard alarm != nil, poll.isParked || poll.isWithin == true else { return .none }
        alarm = nil
        since = nil
        hasStopped = false
        return .cleared
    }
}
