/// A movement of the mount to a place: a start, an even rate, an end and the time to settle.
struct MountSlew: Sendable {
    /// What the mount is when it has arrived.
    enum Rest: Sendable, Equatable {
        case field, park, home
    }

    /// Where the end is: in the sky, which moves on, or on the ground.
    enum Goal: Sendable, Equatable {
        case sky(rightAscension: Double, declination: Double)
        case ground(MountAxes)
    }

    var goal: Goal
    var start: MountAxes
    var end: MountAxes
    var startedAt: Double
    var duration: Double
    var settling: Double
    var rest: Rest
    /// Whether the mount tracked before; an abort brings that back.
    var tracked: Bool

    /// When the axes arrive.
    var arrival: Double { startedAt + duration }
    /// When the mount has settled.
    var finish: Double { arrival + settling }

    /// Where the axes are on the way.
    func axes(at now: Double) -> MountAxes {
        guard duration > 0, now < arrival else { return end }
        return start.part(max(0, now - startedAt) / duration, of: end)
    }
}
