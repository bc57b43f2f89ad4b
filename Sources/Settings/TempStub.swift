// The real target is on its way: delete this file when it arrives.
public import Kernel

public protocol SettingValue: Sendable {}
extension Int: SettingValue {}
extension Double: SettingValue {}
extension Bool: SettingValue {}
extension String: SettingValue {}
extension Duration: SettingValue {}
public struct SettingKey<V: SettingValue>: Sendable { public init(_ n: String, `default`: V, valid: ClosedRange<V>, description: String) where V: Comparable {} ; public init(_ n: String, `default`: V, description: String) {} }
public struct AnySettingKey: Sendable { public init<V>(_ k: SettingKey<V>) {} }
public struct SettingsSnapshot: Sendable { public subscript<V>(_ k: SettingKey<V>) -> V { fatalError() } }
public struct SettingDescription: Sendable, Codable {}
public struct SettingChange: Sendable, Codable {}
public actor SettingsStore {
  public func register(_ c: String, keys: [AnySettingKey]) async throws {}
  public func load() async throws {}
  public func snapshot(for c: String) -> SettingsSnapshot { fatalError() }
  public func changes(for c: String) -> AsyncStream<SettingsSnapshot> { AsyncStream { _ in } }
  public func update(_ c: String, key: String, to: JSONValue, by: String) async throws -> (old: JSONValue?, new: JSONValue?) { (nil, nil) }
  public func values(_ c: String, key: String?) async throws -> [SettingDescription] { [] }
  public func history(_ c: String, key: String?, limit: Int) async throws -> [SettingChange] { [] }
}
