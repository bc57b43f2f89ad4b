public import Kernel
public import Logging
public import Postgres
public import Secrets

/// The settings of the coordinators: kept in the table `coordinator_config`, checked by their keys, changed while running.
///
/// One per node. The table tells every node of a change on the channel `bigskies_config`, with the coordinator's name as
/// payload; whoever listens calls `load(_:)`. Names of coordinators carry the suffix: `telescope-coordinator`.
public actor SettingsStore {
    /// The channel on which the table tells of changes.
    public static let channel = "bigskies_config"

    private let database: any PostgresExecutor
    private let secrets: SecretKeeper?
    private let logger: Logger
    private var coordinators: [String: CoordinatorSettings] = [:]
    private var watchers: [String: [Int: AsyncStream<SettingsSnapshot>.Continuation]] = [:]
    private var lastWatcher = 0
    private var last: Task<Void, Never>?

    /// Makes a store without coordinators.
    ///
    /// - Parameters:
    ///   - database: Where the table is.
    ///   - secrets: What secret settings are encrypted with; without it they can be neither read nor written.
    ///   - logger: Where refused rows are told.
    public init(
        _ database: any PostgresExecutor, secrets: SecretKeeper? = nil,
        logger: Logger = Logger(label: "bigskies.settings")
    ) {
        self.database = database
        self.secrets = secrets
        self.logger = logger
    }

    /// Takes a coordinator's keys and reads its values; a second time replaces the keys.
    /// - Throws: `ServiceError` when the database cannot be read.
    public func register(_ coordinator: String, keys: [AnySettingKey]) async throws {
        coordinators[coordinator] = CoordinatorSettings(keys)
        try await load(coordinator)
    }

    /// Reads the values of one coordinator, or of all, from the database again.
    ///
    /// What a key does not accept is logged once and not applied; the value before it stays in force.
    /// - Throws: `ServiceError` when the database cannot be read.
    public func load(_ coordinator: String? = nil) async throws {
        try await inOrder { store in
            try await store.read(coordinator.map { [$0] } ?? store.names)
        }
    }

    /// The values in force; the defaults for a coordinator that is not registered.
    public func snapshot(for coordinator: String) -> SettingsSnapshot {
        coordinators[coordinator]?.snapshot ?? SettingsSnapshot()
    }

    /// The present values and then every change of them; who is slow gets the latest.
    public func changes(for coordinator: String) -> AsyncStream<SettingsSnapshot> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SettingsSnapshot.self, bufferingPolicy: .bufferingNewest(1))
        lastWatcher += 1
        let id = lastWatcher
        watchers[coordinator, default: [:]][id] = continuation
        continuation.onTermination = { [weak self] _ in
            Task { await self?.forget(id, of: coordinator) }
        }
        continuation.yield(snapshot(for: coordinator))
        return stream
    }

    /// Checks a value, writes it with its history, applies it and tells the other nodes.
    /// - Parameters:
    ///   - coordinator: The coordinator's name with its suffix.
    ///   - name: The setting's name.
    ///   - value: The new value.
    ///   - principal: Who changes it: a user's id, or `node:` and a name.
    /// - Returns: The values before and after, masked when the setting is a secret.
    /// - Throws: `ServiceError`: `notFound` for an unknown name, `invalidRequest` for a value that the key refuses, or
    ///   what the database says. Nothing has changed then.
    public func update(
        _ coordinator: String, key name: String, to value: JSONValue, by principal: String
    ) async throws -> SettingUpdate {
        let key = try settings(of: coordinator).key(name)
        let accepted = try key.validate(value)
        return try await inOrder { store in
            try await store.write(coordinator, key, accepted, principal)
        }
    }

    /// One or all settings of a coordinator, in the order in which they were registered.
    /// - Throws: `ServiceError` `notFound` for an unknown name.
    public func values(_ coordinator: String, key name: String? = nil) throws -> [SettingDescription] {
        let settings = try settings(of: coordinator)
        guard let name else { return settings.keys.map(settings.description(of:)) }
        return [settings.description(of: try settings.key(name))]
    }

    /// What was changed, the latest first; also of keys that are no longer known.
    /// - Throws: `ServiceError` when the database cannot be read.
    public func history(_ coordinator: String, key name: String? = nil, limit: Int = 100) async throws
        -> [SettingChange]
    {
        do {
            return try await database.changes(of: coordinator, key: name, limit: limit)
        } catch {
            throw ServiceError(error)
        }
    }

    private var names: [String] { Array(coordinators.keys) }

    private func settings(of coordinator: String) throws(ServiceError) -> CoordinatorSettings {
        guard let settings = coordinators[coordinator] else {
            throw ServiceError(.notFound, "no coordinator \(coordinator.prefix(64)) here")
        }
        return settings
    }

    /// Reads and writes one after another: else an old reading could overtake a newer update.
    private func inOrder<Value: Sendable>(
        _ work: @escaping @Sendable (isolated SettingsStore) async throws -> Value
    ) async throws -> Value {
        let before = last
        let task = Task {
            await before?.value
            return try await work(self)
        }
        last = Task { _ = await task.result }
        return try await task.value
    }

    private func read(_ names: [String]) async throws(ServiceError) {
        let rows: [String: [String: CoordinatorSettings.Row]]
        do {
            rows = try await database.settings(of: names)
        } catch {
            throw ServiceError(error)
        }
        for name in names {
            let before = coordinators[name]?.snapshot
            let sealed = SettingSeal(secrets, coordinator: name)
            let opened = (rows[name] ?? [:]).map { ($0.key, sealed.open($0.value, of: $0.key)) }
            for refusal in coordinators[name]?.take(Dictionary(uniqueKeysWithValues: opened)) ?? [] {
                logger.error(
                    "setting in the database refused",
                    metadata: [
                        "coordinator": "\(name)", "setting.key": "\(refusal.key)",
                        "error": "\(refusal.error.message)",
                    ])
            }
            tell(of: name, after: before)
        }
    }

    private func write(
        _ coordinator: String, _ key: AnySettingKey, _ value: JSONValue, _ principal: String
    ) async throws(ServiceError) -> SettingUpdate {
        let before = try settings(of: coordinator)
        let stored =
            before.isSecret(key)
            ? try SettingSeal(secrets, coordinator: coordinator).seal(value, of: key.name) : value
        var row: CoordinatorSettings.Row
        do {
            row = try await database.write(stored, of: key, of: coordinator, by: principal)
        } catch {
            throw ServiceError(error)
        }
        row.value = value
        coordinators[coordinator]?.take(row, of: key)
        tell(of: coordinator, after: before.snapshot)
        return SettingUpdate(old: before.shown(key), new: try settings(of: coordinator).shown(key))
    }

    private func tell(of coordinator: String, after before: SettingsSnapshot?) {
        let now = snapshot(for: coordinator)
        guard now != before else { return }
        for watcher in (watchers[coordinator] ?? [:]).values { watcher.yield(now) }
    }

    private func forget(_ watcher: Int, of coordinator: String) {
        watchers[coordinator]?[watcher] = nil
    }
}
