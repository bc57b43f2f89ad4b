import Contracts
import FoundationEssentials
import Kernel

/// The part of a list that a request asks for.
struct Page: Sendable {
    private let limit: Int
    private let keys: [String]?

    /// Checks where a list is to go on.
    ///
    /// - Throws: `invalid_request` when the cursor belongs to another list.
    init(_ limit: PageLimit?, _ cursor: PageCursor?, keys count: Int = 2) throws(ServiceError) {
        self.limit = (limit ?? .standard).count
        keys = cursor?.keys
        // The last key is the id that makes the order strict.
        guard let keys else { return }
        guard keys.count == count, keys.last.flatMap(UUID.init(uuidString:)) != nil else {
            throw ServiceError(.invalidRequest, "field cursor is the next_cursor of another list")
        }
    }

    /// Whether it is the beginning.
    var isFirst: Bool { keys == nil }

    /// How many rows to read: one more than wanted tells whether there is more.
    var rows: Int { limit + 1 }

    /// A sort key of the last item seen, or nil at the beginning.
    func key(_ index: Int) -> String? {
        guard let keys, keys.indices.contains(index) else { return nil }
        return keys[index]
    }

    /// Parts the rows into the page and the cursor to what follows.
    func cut<Item>(_ items: [Item], _ keys: (Item) -> [String]) -> ([Item], PageCursor?) {
        let page = Array(items.prefix(limit))
        guard items.count > limit, let last = page.last else { return (page, nil) }
        return (page, PageCursor(keys(last)))
    }
}
