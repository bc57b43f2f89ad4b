public import Access
public import Kernel
public import Logging
public import Postgres
import Synchronization

/// The audit trail of a node in the table `audit_log`.
///
/// Intents are committed before they return: those that arrive together share a commit. Outcomes and urgent notes wait in
/// a bounded buffer, and in a file if there is one, until the database can take them. Of many refusals most are counted.
public final class PostgresAuditTrail: AuditTrail {
    struct Item {
        var record: AuditRecord?
        var waiter: CheckedContinuation<Void, any Error>?
    }

    struct State: ~Copyable {
        var items: [Item] = []
        var spool: AuditSpool?
        var buffered = 0
        var dropped = 0
        var refused = 0
        var unspooled = 0
        var refusals = RefusalTally()
        var isAway = false
        var hasStopped = false
    }

    static let mostBuffered = 10_000
    static let mostAtOnce = 256

    /// The node whose chain this is.
    public let node: String
    let state: Mutex<State>
    let writer: AuditWriter
    let work: AsyncStream<Void>
    let signal: AsyncStream<Void>.Continuation
    /// Says that refusals are being counted.
    let counting: AsyncStream<Void>
    let count: AsyncStream<Void>.Continuation
    /// Says that the file holds an urgent note that the disk may not have.
    let noting: AsyncStream<Void>
    private let noted: AsyncStream<Void>.Continuation
    let disk = SpoolDisk()
    let time: TimeSource
    let logger: Logger

    /// Makes the trail of a node; nothing is written before `run()`.
    ///
    /// - Parameters:
    ///   - pool: The database.
    ///   - node: The node's name, which its chain bears.
    ///   - path: A file for what the database does not have yet; nil for none.
    ///   - head: A file that remembers where the chain ended; nil for none.
    ///   - time: Where time comes from.
    ///   - logger: Where trouble is told.
    /// - Throws: `internal` when a file cannot be opened.
    public init(
        pool: PostgresPool, node: String, spool path: String? = nil, head: String? = nil, time: TimeSource = .system,
        logger: Logger
    ) throws(ServiceError) {
        self.node = node
        writer = try AuditWriter(pool: pool, node: node, head: head, logger: logger)
        (work, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (counting, count) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (noting, noted) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.time = time
        self.logger = logger
        var state = State()
        if let path {
            let spool = try AuditSpool(path: path)
            let kept = spool.records()
            if kept.broken > 0 {
                logger.error(
                    "the audit spool holds lines that are no audit rows", metadata: ["lines": "\(kept.broken)"])
            }
            state.items = kept.whole.map { Item(record: $0) }
            state.buffered = state.items.count
            state.spool = consume spool
        }
        self.state = Mutex(state)
        signal.yield()
    }

    /// Commits the entry together with what else waits at this moment.
    public func intend(_ entry: AuditEntry) async throws {
        try await wait(for: AuditRecord(entry))
    }

    /// Keeps the entry until the database has it.
    public func conclude(_ entry: AuditEntry) {
        keep(AuditRecord(entry))
    }

    /// Keeps the entry until the database has it, like an outcome; the disk is asked for it at once, and not waited for.
    public func note(_ entry: AuditEntry) {
        keep(AuditRecord(entry))
        noted.yield()
    }

    /// Keeps the entry like an outcome while few come; more than ten a second are counted, and one row tells of them.
    public func refuse(_ entry: AuditEntry) {
        let now = time.now()
        let isWritten = state.withLock { state in
            // While the database is away the second half of the buffer is for what was done.
            guard state.buffered < Self.mostBuffered / 2 else {
                state.refusals.count(entry)
                return false
            }
            return state.refusals.take(entry, at: now)
        }
        if isWritten { keep(AuditRecord(entry)) } else { count.yield() }
    }

    /// Returns when everything that was recorded before this call is committed.
    ///
    /// - Throws: `unavailable` when the database cannot be reached.
    public func drain() async throws {
        keepCounted()
        try await wait(for: nil)
    }

    private func wait(for record: AuditRecord?) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let isOpen = state.withLock { state in
                guard !state.hasStopped else { return false }
                state.items.append(Item(record: record, waiter: continuation))
                return true
            }
            if isOpen { signal.yield() } else { continuation.resume(throwing: Self.unavailable(nil)) }
        }
    }

    private func keep(_ record: AuditRecord) {
        let isFirstLoss = state.withLock { state in
            guard state.buffered < Self.mostBuffered else {
                state.dropped += 1
                return state.dropped == 1
            }
            state.buffered += 1
            state.items.append(Item(record: record))
            // A disk that is full costs the second copy only, and health tells.
            if state.spool?.append(record) == false { state.unspooled += 1 }
            return false
        }
        if isFirstLoss { logger.error("the audit buffer is full, audit rows are lost") }
        signal.yield()
    }

    /// Keeps the row about the refusals that were counted.
    func keepCounted() {
        let row = state.withLock { $0.refusals.row() }
        if let row { keep(AuditRecord(row)) }
    }

    static func unavailable(_ cause: (any Error)?) -> ServiceError {
        ServiceError(.unavailable, "the audit trail cannot be written", cause: cause)
    }
}
