import FoundationEssentials

/// The messages that wait for the broker, oldest first, bounded, each with its end.
struct OutboundQueue {
    /// A message that waits, or that waits for its acknowledgement.
    struct Entry {
        var message: OutboundMessage
        /// Who waits for the outcome; nil when nobody does.
        var ticket: Ticket?
        /// When the message was handed over.
        var since: Duration
        /// When it is no longer worth sending.
        var end: Duration?
        /// Whether it may wait for the next connection.
        var outlivesConnection: Bool
        /// The place in the order of handing over; set by the queue.
        var order: UInt64 = 0
    }

    /// A message that will not be sent, and why.
    struct Fallen {
        var ticket: Ticket?
        var error: MQTTError
    }

    private let limit: Int
    private let byteLimit: Int
    // A taken or replaced entry leaves a hole; holes at the front are cut off now and then.
    private var entries: [Entry?] = []
    private var head = 0
    private var nextOrder: UInt64 = 0
    // What a place of the first element would be had nothing ever been cut off, so that places in `latest` stay right.
    private var base = 0
    private var latest: [String: Int] = [:]
    private(set) var count = 0
    private var bytes = 0

    /// Makes an empty queue.
    init(limit: Int, byteLimit: Int) {
        self.limit = max(limit, 1)
        self.byteLimit = byteLimit
    }

    var isEmpty: Bool { count == 0 }

    /// Appends a message; what falls out for it is returned.
    mutating func append(_ entry: Entry) -> [Fallen] {
        var fallen: [Fallen] = []
        var entry = entry
        entry.order = nextOrder
        nextOrder += 1
        if entry.message.coalesce {
            if let place = latest[entry.message.topic], let earlier = take(at: place - base) {
                fallen.append(Fallen(ticket: earlier.ticket, error: .superseded))
            }
            latest[entry.message.topic] = base + entries.count
        }
        entries.append(entry)
        count += 1
        bytes += entry.message.payload.count
        while count > limit || (bytes > byteLimit && count > 1), let oldest = popFirst() {
            fallen.append(Fallen(ticket: oldest.ticket, error: .queueFull))
        }
        return fallen
    }

    /// The oldest message, without taking it.
    mutating func first() -> Entry? {
        skipHoles()
        return head < entries.count ? entries[head] : nil
    }

    /// Takes the oldest message.
    mutating func popFirst() -> Entry? {
        skipHoles()
        guard head < entries.count else { return nil }
        return take(at: head)
    }

    /// Puts messages back that a lost connection did not acknowledge; a later status on the same topic replaces them.
    mutating func putBack(_ returned: [Entry]) -> [Fallen] {
        var fallen: [Fallen] = []
        for entry in returned.sorted(by: { $0.order > $1.order }) {
            if entry.message.coalesce, latest[entry.message.topic] != nil {
                fallen.append(Fallen(ticket: entry.ticket, error: .superseded))
                continue
            }
            if head == 0 {
                let room = returned.count
                entries.insert(contentsOf: repeatElement(nil, count: room), at: 0)
                head = room
                base -= room
            }
            head -= 1
            entries[head] = entry
            if entry.message.coalesce { latest[entry.message.topic] = base + head }
            count += 1
            bytes += entry.message.payload.count
        }
        return fallen
    }

    /// Drops what satisfies a condition.
    mutating func drop(_ error: MQTTError, where condition: (Entry) -> Bool) -> [Fallen] {
        var fallen: [Fallen] = []
        for index in head..<entries.count {
            guard let entry = entries[index], condition(entry) else { continue }
            _ = take(at: index)
            fallen.append(Fallen(ticket: entry.ticket, error: error))
        }
        skipHoles()
        return fallen
    }

    /// The earliest end among the waiting messages.
    var earliestEnd: Duration? { entries[head...].compactMap { $0?.end }.min() }

    private mutating func take(at index: Int) -> Entry? {
        guard let entry = entries[index] else { return nil }
        entries[index] = nil
        count -= 1
        bytes -= entry.message.payload.count
        if entry.message.coalesce, latest[entry.message.topic] == base + index {
            latest[entry.message.topic] = nil
        }
        return entry
    }

    private mutating func skipHoles() {
        while head < entries.count, entries[head] == nil { head += 1 }
        if head == entries.count {
            base += entries.count
            entries.removeAll(keepingCapacity: entries.capacity <= 4096)
            head = 0
        } else if head > 1024, head * 2 > entries.count {
            entries.removeSubrange(0..<head)
            base += head
            head = 0
        }
    }
}

/// Names a waiting task.
typealias Ticket = UInt64
