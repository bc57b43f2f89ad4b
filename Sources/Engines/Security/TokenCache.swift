import Access
import FoundationEssentials

/// Tokens that were found good lately, so that their next showing costs a look-up; bounded, the least used fall out.
struct TokenCache {
    /// A token's text; only the end, which is the signature and differs between tokens, is hashed.
    struct Key: Hashable {
        let text: String

        func hash(into hasher: inout Hasher) {
            let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
                hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).suffix(24)))
            }
            if isHashed == nil { hasher.combine(text.utf8.count) }
        }
    }

    /// What the first check found out.
    struct Entry {
        var token: VerifiedToken
        var name: String
        var mustChangePassword: Bool
    }

    private let half: Int
    private var recent: [Key: Entry] = [:]
    private var older: [Key: Entry] = [:]

    /// Makes room for a number of tokens.
    init(capacity: Int = 8192) {
        half = max(capacity / 2, 1)
    }

    /// How many tokens are kept.
    var count: Int { recent.count + older.count }

    /// What is known of a token's text.
    mutating func find(_ text: String) -> Entry? {
        let key = Key(text: text)
        if let entry = recent[key] { return entry }
        guard let entry = older.removeValue(forKey: key) else { return nil }
        insert(entry, key)
        return entry
    }

    /// Keeps what was found out.
    mutating func insert(_ entry: Entry, for text: String) {
        insert(entry, Key(text: text))
    }

    /// Forgets everything.
    mutating func removeAll() {
        recent.removeAll(keepingCapacity: true)
        older.removeAll()
    }

    private mutating func insert(_ entry: Entry, _ key: Key) {
        if recent.count >= half {
            older = recent
            recent = [:]
        }
        recent[key] = entry
    }
}
