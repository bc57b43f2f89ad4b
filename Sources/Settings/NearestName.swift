/// Finds the name that somebody probably meant.
enum NearestName {
    /// The candidate with the smallest edit distance, if it is near enough to be a slip of the hand.
    static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let limit = max(1, min(name.count, 64) / 3)
        return
            candidates
            .map { (distance: distance(Array(name.prefix(64)), Array($0)), name: $0) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?
            .name
    }

    /// How many letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var next = [row + 1]
            for column in 0..<right.count {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, before[column - 1] + 1)
                }
                next.append(best)
            }
            before = last
            last = next
        }
        return last[right.count]
    }
}
