import Contracts
import FoundationEssentials
import Kernel
import Messaging

/// The services that announced themselves, and when each was last heard.
struct ServiceRegistry: Sendable {
    private struct Known {
        var entry: ServiceEntry
        var heardAt: Duration
    }

    /// The most services: whoever may register must not fill the memory.
    let most: Int
    private var known: [String: Known] = [:]
    /// The services whose last heartbeat the table does not know yet.
    private(set) var unwritten: Set<String> = []

    /// Knows no service.
    init(most: Int = 10_000) { self.most = most }

    /// Knows what the table knows; each has the whole timeout to be heard again.
    mutating func load(_ entries: [ServiceEntry], at now: Duration) {
        for entry in entries where known[entry.id] == nil { known[entry.id] = Known(entry: entry, heardAt: now) }
    }

    /// How many are known.
    var count: Int { known.count }

    /// How many are unhealthy.
    var unhealthy: Int { known.values.count { $0.entry.status == .unhealthy } }

    /// A service.
    subscript(id: String) -> ServiceEntry? { known[id]?.entry }

    /// What a service would be after it is announced; nothing is changed.
    ///
    /// - Parameters:
    ///   - registration: What it announces.
    ///   - date: Now.
    /// - Returns: The entry to write and to `put`.
    /// - Throws: `invalid_request` naming the field, or `unavailable` when there are too many services.
    func entry(for registration: ServiceRegistration, date: Date) throws(ServiceError) -> ServiceEntry {
        guard registration.id.utf8.count <= 128, registration.id.isReadableLine, Topic.isLevel(registration.id) else {
            throw ServiceError(
                .invalidRequest,
                "field id must have 1 to 128 bytes, without /, +, #, control characters and spaces at its ends")
        }
        try Self.check(registration.name, "name", most: 200)
        try Self.check(registration.endpoint, "endpoint", most: 2048)
        let before = known[registration.id]?.entry
        guard before != nil || known.count < most else {
            throw ServiceError(
                .unavailable, "there are \(most) services already", details: ["limit": .integer(Int64(most))])
        }
        return ServiceEntry(
            id: registration.id, name: registration.name, status: before?.status ?? .unknown,
            endpoint: registration.endpoint, registeredAt: before?.registeredAt ?? date,
            lastHeartbeat: before?.lastHeartbeat, metadata: registration.metadata?.members ?? [:])
    }

    /// Puts a service in; announcing itself counts as being heard.
    mutating func put(_ entry: ServiceEntry, at now: Duration) { known[entry.id] = Known(entry: entry, heardAt: now) }

    /// Takes a service out; nil when it is not known.
    mutating func remove(_ id: String) -> ServiceEntry? {
        unwritten.remove(id)
        return known.removeValue(forKey: id)?.entry
    }

    /// Notes that a service was heard.
    ///
    /// - Parameters:
    ///   - heartbeat: What it says.
    ///   - now: When, on the monotonic clock.
    ///   - date: When, on the wall clock.
    /// - Returns: The change of its status, if it changed.
    /// - Throws: `not_found` when it is not known.
    mutating func hear(
        _ heartbeat: ServiceHeartbeat, at now: Duration, date: Date
    ) throws(ServiceError) -> ServiceStatusEvent? {
        guard var service = known[heartbeat.id] else {
            throw ServiceError(
                .notFound, "no such service is registered", details: ["cure": "service/event/register"])
        }
        service.heardAt = now
        service.entry.lastHeartbeat = date
        let change = Self.change(&service.entry, to: heartbeat.status)
        known[heartbeat.id] = service
        unwritten.insert(heartbeat.id)
        return change
    }

    /// Makes those unhealthy that have been silent for too long; returns the changes.
    mutating func expire(silentFor limit: Duration, at now: Duration) -> [ServiceStatusEvent] {
        var changes: [ServiceStatusEvent] = []
        for (id, service) in known where now - service.heardAt > limit && service.entry.status != .unhealthy {
            var late = service
            guard let change = Self.change(&late.entry, to: .unhealthy) else { continue }
            known[id] = late
            unwritten.insert(id)
            changes.append(change)
        }
        return changes.sorted { $0.id < $1.id }
    }

    /// Hands out what the table does not know yet.
    mutating func takeUnwritten() -> [ServiceEntry] {
        defer { unwritten = [] }
        return unwritten.compactMap { known[$0]?.entry }.sorted { $0.id < $1.id }
    }

    /// Takes back what could not be written, unless it is gone by now.
    mutating func keepUnwritten(_ entries: [ServiceEntry]) {
        for entry in entries where known[entry.id] != nil { unwritten.insert(entry.id) }
    }

    /// Some of the services in the order of their ids.
    ///
    /// - Parameter request: Which, how many, and after which.
    /// - Returns: The page.
    /// - Throws: `invalid_request` for an impossible limit.
    func page(_ request: ServiceListRequest) throws(ServiceError) -> ServiceList {
        let limit = request.limit ?? 100
        guard (1...1000).contains(limit) else {
            throw ServiceError(.invalidRequest, "field limit must be 1 to 1000")
        }
        let wanted = known.values.map(\.entry)
            .filter { request.status == nil || $0.status == request.status }
            .filter { entry in request.cursor.map { entry.id > $0 } ?? true }
            .sorted { $0.id < $1.id }
        let page = Array(wanted.prefix(limit))
        return ServiceList(services: page, nextCursor: wanted.count > limit ? page.last?.id : nil)
    }

    private static func change(_ entry: inout ServiceEntry, to status: ServiceStatus) -> ServiceStatusEvent? {
        let before = entry.status
        guard before != status else { return nil }
        entry.status = status
        return ServiceStatusEvent(
            id: entry.id, name: entry.name, status: status, previousStatus: before, lastHeartbeat: entry.lastHeartbeat)
    }

    private static func check(_ text: String, _ field: String, most: Int) throws(ServiceError) {
        guard text.unicodeScalars.count <= most, text.isReadableLine else {
            throw ServiceError(
                .invalidRequest,
                "field \(field) must have 1 to \(most) characters on one line, without spaces at its ends",
                details: ["limit": .integer(Int64(most))])
        }
    }
}
