/// Lets commands with one order key run one after another in order of arrival, and others side by side.
struct OrderedLanes: Sendable {
    private var lanes: [String: [UInt64]] = [:]

    /// Queues a command in its lane; true when it may run at once.
    mutating func enter(_ key: String, _ id: UInt64) -> Bool {
        lanes[key, default: []].append(id)
        return lanes[key]?.first == id
    }

    /// Takes a command out of its lane; the command that may run now, if the lane's first has changed.
    mutating func leave(_ key: String, _ id: UInt64) -> UInt64? {
        guard var lane = lanes[key], let index = lane.firstIndex(of: id) else { return nil }
        lane.remove(at: index)
        lanes[key] = lane.isEmpty ? nil : lane
        return index == 0 ? lane.first : nil
    }
}
