/// Finds the name that somebody probably meant.
public struct NearestName: Sendable {
    private let candidates: [(name: String, bytes: [UInt8])]
    private static let mostBytes = 128

    /// Prepares a search.
    public init(among names: some Sequence<String>) {
        candidates = names.sorted().map { ($0, Array($0.utf8.prefix(Self.mostBytes))) }
    }

    /// The name with the smallest edit distance, if it is near enough to be a slip of the hand.
    public func of(_ name: String) -> String? {
        let wanted = Array(name.utf8.prefix(Self.mostBytes))
        var limit = max(1, wanted.count / 3)
        var nearest: String?
        // Names of very different length cannot win; most are left out by that alone.
        for candidate in candidates where abs(candidate.bytes.count - wanted.count) <= limit {
            let distance = Self.distance(wanted, candidate.bytes)
            guard distance < limit || (distance == limit && nearest == nil) else { continue }
            limit = distance
            nearest = candidate.name
        }
        return nearest
    }

    // How many letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var next = [row + 1]
            next.reserveCapacity(right.count + 1)
            for column in right.indices {
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
