import FoundationEssentials

/// How often each device was stopped and put away: a movement that was prepared meanwhile must not begin.
struct StopCounts: Sendable {
    private var halts: [UUID: Int] = [:]
    private var puttings: [UUID: Int] = [:]

    /// A device was told to stand still.
    mutating func halted(_ device: UUID) { halts[device, default: 0] += 1 }

    /// A device was told to park or to close.
    mutating func putAway(_ device: UUID) { puttings[device, default: 0] += 1 }

    /// A device is no more.
    mutating func forget(_ device: UUID) {
        halts[device] = nil
        puttings[device] = nil
    }

    /// A number that changes when a movement that is being prepared must not begin any more.
    ///
    /// Parking and closing give way to a stop only, everything else gives way to them too.
    func count(of device: UUID, puttingAway: Bool) -> Int {
        halts[device, default: 0] + (puttingAway ? 0 : puttings[device, default: 0])
    }
}
