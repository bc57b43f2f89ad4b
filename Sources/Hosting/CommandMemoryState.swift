import Access
import Kernel
import Messaging

/// Which commands were executed in the last five minutes, and with what reply: a repetition is answered, not executed.
struct CommandMemoryState: Sendable {
    /// What makes two commands the same.
    struct Key: Hashable, Sendable {
        let principal: Principal
        let topic: String
        let id: String
    }

    /// What to do with a command.
    enum Claim {
        case execute
        case wait
        case repeated(Reply)
        case conflict(String)
    }

    private struct Entry {
        let digest: [UInt8]
        let since: Duration
        var reply: Reply?
        var size = 0
        var waiting: [Responder] = []
    }

    private let lifetime: Duration = .seconds(300)
    private let mostEntries = 10_000
    private let mostEntriesPerCaller = 1_000
    private let mostBytes = 16 << 20
    private var entries: [Key: Entry] = [:]
    private var order: [Key] = []
    private var head = 0
    private var perCaller: [Principal: Int] = [:]
    private var bytes = 0

    /// How many were forgotten early because there was no room.
    private(set) var evicted = 0

    /// How many are remembered.
    var count: Int { entries.count }

    /// Claims a command for execution, or finds it claimed already.
    mutating func claim(_ key: Key, digest: [UInt8], responder: Responder, now: Duration) -> Claim {
        forget(before: now - lifetime)
        if var entry = entries[key] {
            guard entry.digest == digest else {
                return .conflict("this message id was used with another payload")
            }
            guard let reply = entry.reply else {
                entry.waiting.append(responder)
                entries[key] = entry
                return .wait
            }
            return .repeated(reply)
        }
        entries[key] = Entry(digest: digest, since: now)
        order.append(key)
        perCaller[key.principal, default: 0] += 1
        makeRoom(for: key.principal)
        return .execute
    }

    /// Keeps the reply of a claimed command, and hands out those who wait for the same.
    mutating func complete(_ key: Key, with reply: Reply, size: Int) -> [Responder] {
        guard var entry = entries[key], entry.reply == nil else { return [] }
        let waiting = entry.waiting
        entry.waiting = []
        entry.reply = reply
        entry.size = size
        bytes += size
        entries[key] = entry
        makeRoom(for: key.principal)
        return waiting
    }

    /// Forgets a command that was not executed after all.
    mutating func release(_ key: Key) -> [Responder] { remove(key)?.waiting ?? [] }

    private mutating func forget(before limit: Duration) {
        while head < order.count, let entry = entries[order[head]], entry.since < limit { dropOldest() }
        while head < order.count, entries[order[head]] == nil { head += 1 }
        if head > 1_024, head > order.count / 2 {
            order.removeFirst(head)
            head = 0
        }
    }

    private mutating func makeRoom(for principal: Principal) {
        while entries.count > mostEntries || bytes > mostBytes {
            guard evictOldest(where: { _ in true }) else { return }
        }
        while perCaller[principal, default: 0] > mostEntriesPerCaller {
            guard evictOldest(where: { $0.principal == principal }) else { return }
        }
    }

    private mutating func evictOldest(where matches: (Key) -> Bool) -> Bool {
        guard
            let index = order[head...].firstIndex(where: { matches($0) && entries[$0]?.reply != nil })
        else { return false }
        evicted += 1
        remove(order[index])
        return true
    }

    private mutating func dropOldest() {
        remove(order[head])
        head += 1
    }

    @discardableResult
    private mutating func remove(_ key: Key) -> Entry? {
        guard let entry = entries.removeValue(forKey: key) else { return nil }
        bytes -= entry.size
        perCaller[key.principal, default: 1] -= 1
        if perCaller[key.principal] == 0 { perCaller[key.principal] = nil }
        return entry
    }
}
