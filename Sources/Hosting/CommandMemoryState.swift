import Access
import FoundationEssentials
import Kernel
import Messaging

/// Which commands were executed in the last five minutes, and with what reply: a repetition is answered, not executed.
struct CommandMemoryState: Sendable {
    /// What makes two commands the same.
    struct Key: Hashable, Sendable {
        let principal: Principal
        /// The API key that was used: what one credential was answered is not for another of the same user.
        var apiKey: UUID?
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
        let serial: UInt64
        let digest: [UInt8]
        let since: Duration
        var reply: Reply?
        var size = 0
        var waiting: [Responder] = []
    }

    static let lifetime: Duration = .seconds(300)
    static let mostEntries = 10_000
    static let mostEntriesPerCaller = 1_000
    static let mostBytes = 16 << 20
    private var entries: [Key: Entry] = [:]
    private var ages = AgeQueue<Key>()
    private var agesByCaller: [Principal: AgeQueue<Key>] = [:]
    private var nextSerial: UInt64 = 0
    private var bytes = 0

    /// How many were forgotten early because there was no room.
    private(set) var evicted = 0

    /// How many are remembered.
    var count: Int { entries.count }

    /// Claims a command for execution, or finds it claimed already.
    mutating func claim(_ key: Key, digest: [UInt8], responder: Responder, now: Duration) -> Claim {
        while let oldest = oldestAnswered(), let since = entries[oldest]?.since, since < now - Self.lifetime {
            remove(oldest)
        }
        if var entry = entries[key] {
            guard entry.digest == digest else {
                return .conflict("this message id was used with another payload")
            }
            if let reply = entry.reply { return .repeated(reply) }
            entry.waiting.append(responder)
            entries[key] = entry
            return .wait
        }
        nextSerial += 1
        entries[key] = Entry(serial: nextSerial, digest: digest, since: now)
        ages.append(.init(key: key, serial: nextSerial))
        agesByCaller[key.principal, default: AgeQueue()].append(.init(key: key, serial: nextSerial))
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
    mutating func release(_ key: Key) -> [Responder] {
        guard let entry = entries[key], entry.reply == nil else { return [] }
        remove(key)
        return entry.waiting
    }

    // What is being executed is never forgotten: its repetition would be executed beside it.
    private mutating func makeRoom(for principal: Principal) {
        while entries.count > Self.mostEntries || bytes > Self.mostBytes, let oldest = oldestAnswered() {
            evicted += 1
            remove(oldest)
        }
        while let count = agesByCaller[principal]?.count, count > Self.mostEntriesPerCaller,
            let oldest = oldestAnswered(of: principal)
        {
            evicted += 1
            remove(oldest)
        }
    }

    private mutating func oldestAnswered() -> Key? {
        let entries = entries
        let oldest = ages.oldest {
            entries[$0.key]?.serial == $0.serial
        } where: {
            entries[$0.key]?.reply != nil
        }
        return oldest?.key
    }

    private mutating func oldestAnswered(of principal: Principal) -> Key? {
        let entries = entries
        let oldest = agesByCaller[principal]?.oldest {
            entries[$0.key]?.serial == $0.serial
        } where: {
            entries[$0.key]?.reply != nil
        }
        return oldest?.key
    }

    private mutating func remove(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        bytes -= entry.size
        ages.noteGone()
        agesByCaller[key.principal]?.noteGone()
        if agesByCaller[key.principal]?.isEmpty == true { agesByCaller[key.principal] = nil }
    }
}
