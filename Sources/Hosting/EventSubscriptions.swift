public import Access
public import FoundationEssentials
public import Kernel
public import Messaging

/// Who is told what about which subject, at a topic of their own.
public struct EventSubscriptions<Subject: Hashable & Sendable, Kind: Hashable & Sendable>: Sendable {
    /// The most that one caller has at once: each costs a message for each event.
    public static var mostPerCaller: Int { 64 }
    /// The most of all callers.
    public static var most: Int { 4096 }

    /// One client that is told about one subject.
    public struct Entry: Sendable {
        /// Where the client hears it.
        public let client: EventAddress
        /// Who asked for it.
        public let caller: Caller
        /// What was shown; empty when the caller was known otherwise, as one whom a node passes on is.
        let credentials: Credentials
        /// What about.
        public var kinds: Set<Kind>
    }

    private var entries: [Subject: [Entry]] = [:]

    /// Makes a book without entries.
    public init() {}

    /// Whether nobody is told about a subject.
    public func isEmpty(_ subject: Subject) -> Bool { entries[subject]?.isEmpty ?? true }

    /// Those who are told about a kind of event.
    public func entries(_ kind: Kind, of subject: Subject) -> [Entry] {
        (entries[subject] ?? []).filter { $0.kinds.contains(kind) }
    }

    /// Adds kinds for a client; the credentials of the running command count from now on.
    ///
    /// - Parameters:
    ///   - kinds: What the client is told about.
    ///   - client: Where the client hears it.
    ///   - caller: Who asks.
    ///   - subject: What it is about.
    ///   - cure: The route that ends a subscription, for whoever has too many.
    /// - Throws: `too_many_requests` when the caller, or all together, have too many.
    public mutating func add(
        _ kinds: Set<Kind>, client: EventAddress, _ caller: Caller, to subject: Subject, cure: String
    ) throws(ServiceError) {
        let entry = Entry(
            client: client, caller: caller, credentials: CommandOrigin.current?.credentials ?? Credentials(),
            kinds: kinds)
        guard add(entry, to: subject) else {
            throw ServiceError(
                .tooManyRequests, "at most \(Self.mostPerCaller) subscriptions at once",
                details: ["limit": .integer(Int64(Self.mostPerCaller)), "cure": .string(cure)])
        }
    }

    /// Adds the kinds of an entry; false when the caller, or all together, have too many.
    mutating func add(_ entry: Entry, to subject: Subject) -> Bool {
        var added = entry
        if let old = entries[subject]?.first(where: { $0.isAlike(entry) }) {
            added.kinds.formUnion(old.kinds)
        } else {
            let all = entries.values.joined()
            guard all.count < Self.most,
                all.count(where: { $0.caller.principal == entry.caller.principal }) < Self.mostPerCaller
            else { return false }
        }
        entries[subject, default: []].removeAll { $0.isAlike(entry) }
        entries[subject, default: []].append(added)
        return true
    }

    /// Takes kinds away from a client.
    ///
    /// - Returns: The kinds that are left.
    public mutating func remove(
        _ kinds: Set<Kind>, client: EventAddress, _ caller: Caller, from subject: Subject
    ) -> Set<Kind> {
        guard
            let index = entries[subject]?.firstIndex(where: {
                $0.client == client && $0.caller.principal == caller.principal
            })
        else { return [] }
        entries[subject]?[index].kinds.subtract(kinds)
        let left = entries[subject]?[index].kinds ?? []
        if left.isEmpty { entries[subject]?.remove(at: index) }
        return left
    }

    /// Ends the subscriptions to a subject that are no longer good.
    public mutating func keep(of subject: Subject, _ isGood: (Entry) -> Bool) {
        guard let kept = entries[subject]?.filter(isGood) else { return }
        entries[subject] = kept.isEmpty ? nil : kept
    }

    /// The subjects about which somebody is told.
    public var subjects: [Subject] { Array(entries.keys) }
}

extension EventSubscriptions.Entry {
    /// Whoever asked, as their credentials say it now: a revoked token or key or a disabled account is told nothing more.
    ///
    /// - Parameters:
    ///   - gatekeeper: Whom the credentials are shown to again.
    ///   - date: The time.
    /// - Returns: The caller; nil when the subscription ends.
    public func believed(by gatekeeper: any Gatekeeper, at date: Date) -> Caller? {
        guard caller.expiresAt.map({ $0 > date }) ?? true else { return nil }
        // Whatever the refusal, it ends the subscription.
        let known: Caller?
        if !credentials.isEmpty {
            known = try? gatekeeper.caller(showing: credentials, at: caller.door)
        } else if let node = caller.passedOnBy, let mandate = caller.mandate {
            let between = Caller(principal: .node(node), name: node, door: caller.door, expiresAt: caller.expiresAt)
            known = try? gatekeeper.caller(onBehalfOf: mandate, by: between)
        } else {
            known = caller
        }
        return known?.principal == caller.principal ? known : nil
    }

    fileprivate func isAlike(_ other: Self) -> Bool {
        client == other.client && caller.principal == other.caller.principal
    }
}
