public import FoundationEssentials
public import Health
public import Kernel
public import Postgres
public import Secrets

/// Puts old audit rows behind signed checkpoints.
public actor AuditArchiver {
    /// The most rows that go in one transaction.
    static let mostAtOnce = 5_000

    /// What became of one node's chain.
    public struct Outcome: Sendable, Equatable {
        /// The node.
        public let node: String
        /// How many rows went.
        public var rows = 0
        /// What is wrong with the rows that should have gone, in words; they stay as they are.
        public var fault: String?
    }

    private let database: ServiceDatabase
    private let secrets: SecretKeeper
    private let time: TimeSource
    private var faults: [Outcome] = []
    /// How far the wall clock was ahead of the monotonic one at the last look, in seconds.
    private var lead: Double
    private var hasJumped = false

    /// Makes an archiver over a database.
    ///
    /// - Parameters:
    ///   - pool: The database.
    ///   - secrets: What signs.
    ///   - time: Where time comes from.
    public init(pool: PostgresPool, secrets: SecretKeeper, time: TimeSource = .system) {
        database = ServiceDatabase(pool: pool)
        self.secrets = secrets
        self.time = time
        lead = Self.lead(time)
    }

    /// How far the wall clock may go from the monotonic one between two looks.
    private static let mostDrift: Duration = .seconds(3600)

    /// Looks whether the wall clock was set since the last look, so that it does not tell how old a row is.
    ///
    /// - Returns: False when it was; the next look believes it.
    public func clocksAgree() -> Bool {
        let lead = Self.lead(time)
        defer { self.lead = lead }
        hasJumped = abs(lead - self.lead) > Self.mostDrift.seconds
        return !hasJumped
    }

    private static func lead(_ time: TimeSource) -> Double { time.date().timeIntervalSince1970 - time.now().seconds }

    /// Replaces, in every node's chain, the rows that are older than a time; the last row of a chain always stays.
    ///
    /// Rows are followed before they go: a part of a chain that was tampered with stays where it can be looked at.
    /// - Parameter end: Rows of this time and later stay, and all that follow the first of them.
    /// - Returns: What became of the chains that had old rows.
    /// - Throws: What a failure of the database means; what was replaced until then is whole.
    public func archive(before end: Date) async throws(ServiceError) -> [Outcome] {
        var outcomes: [Outcome] = []
        defer { faults = outcomes.filter { $0.fault != nil } }
        for node in try await nodes(before: end) {
            var outcome = Outcome(node: node)
            while outcome.fault == nil {
                let rows = try await step(node, before: end, &outcome)
                outcome.rows += rows
                guard rows == Self.mostAtOnce else { break }
            }
            if outcome.rows > 0 || outcome.fault != nil { outcomes.append(outcome) }
        }
        return outcomes
    }

    /// Whether old rows are whole, as far as they were looked at.
    public nonisolated var check: HealthCheck {
        HealthCheck("audit_archive") { [self] in
            guard let found = await faults.first else {
                guard await hasJumped else { return HealthCheckResult(.healthy) }
                return HealthCheckResult(.degraded, "the clock was set: old audit rows stay until the next look")
            }
            return HealthCheckResult(
                .degraded, "old audit rows are not whole and stay; see bigskies audit verify",
                details: ["node": .string(found.node), "fault": .string(found.fault ?? "")])
        }
    }

    private func nodes(before end: Date) async throws(ServiceError) -> [String] {
        let rows = try await database.query("select distinct node from audit_log where at < \(end) order by node")
        do {
            return try rows.map { row throws(PostgresError) in try row.decode("node") }
        } catch {
            throw ServiceError(error)
        }
    }

    /// Replaces the oldest rows of a chain, and returns how many.
    private func step(_ node: String, before end: Date, _ outcome: inout Outcome) async throws(ServiceError) -> Int {
        let standing: StandingCheckpoint?
        do {
            standing = try await AuditVerifier.checkpoint(of: node, in: database.pool)
        } catch {
            throw ServiceError(error)
        }
        var walk = ChainWalk(node: node, head: nil, from: standing, secrets: secrets)
        let rows = try await database.query(
            """
            select \(AuditVerifier.columns) from audit_log a
            where node = \(node) and seq > \(walk.seq)::bigint
                and seq < (select max(seq) from audit_log where node = \(node))
            order by seq limit \(Self.mostAtOnce)::bigint
            """)
        do {
            var times: [Date] = []
            for row in rows {
                let at: Date = try row.decode("at")
                guard at < end else { break }
                try walk.step(row)
                times.append(at)
            }
            let chain = walk.end()
            outcome.fault = chain.faults.first
            guard chain.faults.isEmpty, let oldest = times.min(), let newest = times.max() else { return 0 }
            let checkpoint = AuditCheckpoint(
                node: node, seq: walk.seq, hash: walk.hash, firstAt: standing?.checkpoint.firstAt ?? oldest,
                lastAt: max(newest, standing?.checkpoint.lastAt ?? newest), madeAt: time.date(),
                keyID: secrets.ring.current.id)
            try await replace(checkpoint, walk.hash)
            return times.count
        } catch {
            throw AccountSecurityEngine.mapped(error)
        }
    }

    private func replace(_ checkpoint: AuditCheckpoint, _ hash: [UInt8]) async throws {
        let signature = try checkpoint.signature(secrets)
        try await database.transaction { transaction in
            try await transaction.execute(
                """
                insert into audit_checkpoints (node, seq, hash, first_at, last_at, made_at, key_id, signature)
                values (\(checkpoint.node), \(checkpoint.seq), \(Data(hash)), \(checkpoint.firstAt),
                    \(checkpoint.lastAt), \(checkpoint.madeAt), \(checkpoint.keyID), \(signature))
                """)
            try await transaction.execute(
                "delete from audit_log where node = \(checkpoint.node) and seq <= \(checkpoint.seq)")
            try await transaction.execute(
                "delete from audit_checkpoints where node = \(checkpoint.node) and seq < \(checkpoint.seq)")
        }
    }
}
