/// Keys in order of age, of which many may be gone: the oldest that is still there is found without a long search.
struct AgeQueue<Key: Sendable>: Sendable {
    /// A key, and which of its additions this is.
    struct Item: Sendable {
        let key: Key
        let serial: UInt64
    }

    private var items: [Item] = []
    private var head = 0
    private var live = 0

    /// Whether all items are gone.
    var isEmpty: Bool { live <= 0 }

    /// How many items are there.
    var count: Int { live }

    /// Adds the youngest.
    mutating func append(_ item: Item) {
        items.append(item)
        live += 1
    }

    /// Notes that an item is gone; its place is freed later.
    mutating func noteGone() { live -= 1 }

    /// The oldest item that is still there and that somebody wants.
    mutating func oldest(stillThere: (Item) -> Bool, where isWanted: (Item) -> Bool) -> Item? {
        while head < items.count, !stillThere(items[head]) { head += 1 }
        // Places are freed when most are empty: each was added once, so the work is shared by the additions.
        if items.count > 64, items.count > live * 2 {
            items = items[head...].filter(stillThere)
            head = 0
        }
        return items[head...].first { stillThere($0) && isWanted($0) }
    }
}
