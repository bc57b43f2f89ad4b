/// What the rounds of one side gave.
struct Measurement: Sendable {
    /// One figure per round, in the unit of the row.
    var samples: [Double] = []

    /// The middle one.
    var median: Double {
        let sorted = samples.sorted()
        guard let upper = sorted.dropFirst(sorted.count / 2).first else { return .nan }
        guard sorted.count.isMultiple(of: 2), let lower = sorted.dropFirst(sorted.count / 2 - 1).first else {
            return upper
        }
        return (lower + upper) / 2
    }
}
