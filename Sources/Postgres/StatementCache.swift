/// The statements that a session has prepared: text → name, the one used longest ago makes room.
struct StatementCache {
    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0
    private var names: UInt64 = 0
    private let limit: Int

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// How many statements are prepared.
    var count: Int { entries.count }

    /// The name under which a text is prepared, if it is.
    mutating func name(for text: String) -> String? {
        uses += 1
        let use = uses
        return withEntry(text) { entry in
            entry.lastUse = use
            return entry.name
        }
    }

    private mutating func withEntry(_ text: String, _ body: (inout Entry) -> String) -> String? {
        guard let index = entries.index(forKey: text) else { return nil }
        return body(&entries.values[index])
    }

    /// Gives a text a name, and says which name has to be deallocated for it.
    mutating func insert(_ text: String) -> (name: String, evicted: String?) {
        var evicted: String?
        if entries.count >= limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            evicted = oldest.value.name
            entries[oldest.key] = nil
        }
        names += 1
        uses += 1
        let name = "b\(names)"
        entries[text] = Entry(name: name, lastUse: uses)
        return (name, evicted)
    }

    /// Forgets a text, and says which name has to be deallocated.
    mutating func remove(_ text: String) -> String? {
        entries.removeValue(forKey: text)?.name
    }
}
