/// Values by topic filter; finds those whose filters match a topic.
public struct TopicTrie<Value: Sendable>: Sendable {
    private var index = TopicIndex()
    private var values: [[Value]] = []
    private var free: [Int] = []

    /// How many values there are.
    public private(set) var count = 0

    /// Whether there is no value.
    public var isEmpty: Bool { count == 0 }

    /// Makes a trie without filters.
    public init() {}

    /// Adds a value; a filter may have several.
    public mutating func insert(_ value: Value, for filter: TopicFilter) {
        count += 1
        if let number = index.number(of: filter) {
            values[number].append(value)
        } else if let number = free.popLast() {
            values[number] = [value]
            index.set(number, for: filter)
        } else {
            values.append([value])
            index.set(values.count - 1, for: filter)
        }
    }

    /// Takes values of one filter out again.
    ///
    /// - Parameters:
    ///   - filter: The filter they were added with.
    ///   - isGone: Which of its values go; all when not given.
    /// - Returns: How many went.
    @discardableResult
    public mutating func remove(_ filter: TopicFilter, where isGone: (Value) -> Bool = { _ in true }) -> Int {
        guard let number = index.number(of: filter) else { return 0 }
        let before = values[number].count
        values[number].removeAll(where: isGone)
        let gone = before - values[number].count
        count -= gone
        if values[number].isEmpty {
            index.remove(filter)
            free.append(number)
        }
        return gone
    }

    /// Calls `body` with each value whose filter matches, in no order; allocates nothing itself.
    public func forEachMatch(_ topic: Topic, _ body: (Value) -> Void) {
        index.forEachMatch(topic) { number in
            for value in values[number] { body(value) }
        }
    }

    /// The values whose filters match, in no order.
    public func matches(_ topic: Topic) -> [Value] {
        var found: [Value] = []
        forEachMatch(topic) { found.append($0) }
        return found
    }
}
