// The real store needs the target Postgres and replaces this file with it.
public import Kernel

public actor SettingsStore {
    public func register(_ coordinator: String, keys: [AnySettingKey]) async throws {}
    public func load(_ coordinator: String? = nil) async throws {}
    public func snapshot(for coordinator: String) -> SettingsSnapshot { SettingsSnapshot() }
    public func changes(for coordinator: String) -> AsyncStream<SettingsSnapshot> { AsyncStream { _ in } }
    public func update(
        _ coordinator: String, key name: String, to value: JSONValue, by principal: String
    ) async throws -> SettingUpdate { SettingUpdate(old: nil, new: nil) }
    public func values(_ coordinator: String, key name: String? = nil) async throws -> [SettingDescription] { [] }
    public func history(_ coordinator: String, key name: String? = nil, limit: Int = 100) async throws -> [SettingChange] { [] }
}
