import Access
import Kernel
public import Settings

/// The settings of the message coordinator; most are in force on every node, so that every node reads them.
public enum MessageSettings {
    /// Where nodes say everything, and who may read along, is for those who may say who may do what.
    private static let rights = Permission("security", "write")

    /// The broker, `host`, `tcp://host` or `mqtts://host`; empty for the configuration file's.
    public static let brokerURL = SettingKey(
        "broker_url", default: "", description: "the broker; empty: from bootstrap.yaml; in force at the next start",
        permission: rights,
        fault: { $0.isEmpty || BrokerAddress($0) != nil ? nil : "must be host, tcp://host or mqtts://host, or empty" })
    /// The broker's port; 0 for the configuration file's.
    public static let brokerPort = SettingKey(
        "broker_port", default: 0, valid: 0...65_535,
        description: "the broker's port; 0: from bootstrap.yaml; in force at the next start", permission: rights)
    /// How often every coordinator is expected to be heard.
    public static let monitorInterval = SettingKey(
        "monitor_interval", default: Duration.seconds(30), valid: .seconds(1) ... .seconds(3600),
        description: "how often coordinators are expected to be heard; after three of these one is unknown")
    /// How often a lost broker is tried again.
    public static let maxReconnectAttempts = SettingKey(
        "max_reconnect_attempts", default: 0, valid: 0...1_000_000,
        description: "how often a lost broker is tried again; 0: for ever")
    /// The most commands that wait for one coordinator.
    public static let maxQueueSize = SettingKey(
        "max_queue_size", default: 1000, valid: 1...1_000_000,
        description: "the most commands that wait for one coordinator")
    /// The most bytes of a message.
    public static let maxMessageSize = SettingKey(
        "max_message_size", default: 262_144, valid: 1024...16_777_216, description: "the most bytes of a message")
    /// How old a command that moves something may be.
    public static let commandMaxAge = SettingKey(
        "command_max_age", default: Duration.seconds(30), valid: .seconds(1) ... .seconds(3600),
        description: "how old the timestamp of a command that moves something may be")
    /// How far a timestamp may lie in the future.
    public static let clockSkew = SettingKey(
        "clock_skew", default: Duration.seconds(10), valid: .zero ... .seconds(3600),
        description: "how far the timestamp of a command may lie in the future")
    /// Requests a second and caller.
    public static let rateLimit = SettingKey(
        "rate_limit", default: 100.0, valid: 0...1_000_000, description: "requests a second and caller; 0: no limit")
    /// Requests a caller may send at once.
    public static let rateBurst = SettingKey(
        "rate_burst", default: 200.0, valid: 1...1_000_000, description: "requests that a caller may send at once")
    /// How long accounts that cannot be heard of are trusted.
    public static let staleGrace = SettingKey(
        "stale_grace", default: Duration.seconds(60), valid: .zero ... .seconds(86_400),
        description: "how long a node changes things while it cannot hear of changed accounts")
    /// When a node that is gone is forgotten.
    public static let nodeForgetAfter = SettingKey(
        "node_forget_after", default: Duration.seconds(86_400), valid: .seconds(60) ... .seconds(31_536_000),
        description: "after how long a node that is gone is forgotten")
    /// Whether others may read replies.
    public static let sharedReplies = SettingKey(
        "shared_replies", default: SharedReplies.automatic,
        description: "whether replies may go to topics that others read; null: while the broker is on loopback",
        permission: rights)

    /// All of them.
    public static let all: [AnySettingKey] = [
        AnySettingKey(brokerURL), AnySettingKey(brokerPort), AnySettingKey(monitorInterval),
        AnySettingKey(maxReconnectAttempts), AnySettingKey(maxQueueSize), AnySettingKey(maxMessageSize),
        AnySettingKey(commandMaxAge), AnySettingKey(clockSkew), AnySettingKey(rateLimit), AnySettingKey(rateBurst),
        AnySettingKey(staleGrace), AnySettingKey(nodeForgetAfter), AnySettingKey(sharedReplies),
    ]
}
