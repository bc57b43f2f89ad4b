import Kernel
public import Postgres
public import Settings

/// The settings of the pool.
public enum DatastoreSettings {
    /// The most connections.
    public static let maxConnections = SettingKey(
        "max_connections", default: 20, valid: 1...1000, description: "the most connections of a node")
    /// The connections that stay open.
    public static let minConnections = SettingKey(
        "min_connections", default: 2, valid: 0...1000, description: "the connections that stay open without work")
    /// The age at which a connection is replaced.
    public static let maxLifetime = SettingKey(
        "max_lifetime", default: Duration.seconds(3600), valid: .seconds(10) ... .seconds(604_800),
        description: "the age at which a connection is replaced")
    /// How long a connection may be without work.
    public static let idleTimeout = SettingKey(
        "idle_timeout", default: Duration.seconds(1800), valid: .seconds(1) ... .seconds(604_800),
        description: "how long a connection above the minimum may be without work")
    /// How long to wait for a connection.
    public static let acquireTimeout = SettingKey(
        "acquire_timeout", default: Duration.seconds(5), valid: .milliseconds(100) ... .seconds(300),
        description: "how long to wait for a connection")
    /// How long a statement may take.
    public static let statementTimeout = SettingKey(
        "statement_timeout", default: Duration.seconds(30), valid: .milliseconds(100) ... .seconds(3600),
        description: "how long a statement may take")

    /// All of them.
    public static let all: [AnySettingKey] = [
        AnySettingKey(maxConnections), AnySettingKey(minConnections), AnySettingKey(maxLifetime),
        AnySettingKey(idleTimeout), AnySettingKey(acquireTimeout), AnySettingKey(statementTimeout),
    ]

    /// The limits that some settings ask for.
    public static func limits(_ settings: SettingsSnapshot) -> PoolLimits {
        var limits = PoolLimits()
        limits.maxConnections = settings[maxConnections]
        limits.minConnections = min(settings[minConnections], limits.maxConnections)
        limits.maxLifetime = settings[maxLifetime]
        limits.idleTimeout = settings[idleTimeout]
        limits.acquireTimeout = settings[acquireTimeout]
        limits.statementTimeout = settings[statementTimeout]
        return limits
    }
}
