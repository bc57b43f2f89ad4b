import AlpacaEngines
import Contracts
import Kernel
import Settings

/// The settings of the telescope coordinator.
enum TelescopeSettings {
    /// See its description.
    static let discoveryPort = SettingKey(
        "discovery_port", default: 32227, valid: 1...65535, description: "UDP port of Alpaca discovery")
    /// See its description.
    static let discoveryTimeout = SettingKey(
        "discovery_timeout", default: Duration.milliseconds(1500), valid: .milliseconds(100) ... .seconds(20),
        description: "how long discovery listens")
    /// See its description.
    static let healthCheckInterval = SettingKey(
        "health_check_interval", default: Duration.seconds(30), valid: .seconds(1) ... .seconds(3600),
        description: "how often a device is looked at while it is not connected")
    /// See its description.
    static let stateInterval = SettingKey(
        "state_interval", default: Duration.seconds(1), valid: .milliseconds(100) ... .seconds(30),
        description: "how often state events are published and moving devices are read")
    /// See its description.
    static let pollTimeout = SettingKey(
        "poll_timeout", default: Duration.seconds(2), valid: .milliseconds(100) ... .seconds(60),
        description: "how long a read of a device may take")
    /// See its description.
    static let requestTimeout = SettingKey(
        "request_timeout", default: Duration.seconds(10), valid: .milliseconds(100) ... .seconds(100),
        description: "how long a command to a device may take")
    /// See its description.
    static let failureThreshold = SettingKey(
        "failure_threshold", default: 3, valid: 1...100,
        description: "failed reads in a row after which a device counts as disconnected")
    /// See its description.
    static let maxMotion = SettingKey(
        "max_motion_seconds", default: Duration.seconds(300), valid: .seconds(1) ... .seconds(3600),
        description: "how long a movement may take before it is aborted")
    /// See its description.
    static let defaultVisibility = SettingKey(
        "default_visibility", default: TelescopeVisibility.public.rawValue,
        oneOf: TelescopeVisibility.allCases.map(\.rawValue), description: "visibility of a new telescope")
    /// See its description.
    static let staticServers = SettingKey(
        "static_servers", default: JSONValue.array([]),
        description: "addresses of Alpaca servers that do not answer discovery",
        fault: { value in
            guard let servers = texts(value) else { return "must be a list of texts" }
            for server in servers {
                do throws(ServiceError) {
                    _ = try AlpacaServer(server)
                } catch {
                    return "must be a list of addresses: \(error.message)"
                }
            }
            return nil
        })
    /// See its description.
    static let allowedNetworks = SettingKey(
        "alpaca_allowed_networks", default: JSONValue.array(AllowedNetworks.standard.map { .string($0) }),
        description: "networks in which Alpaca servers may be",
        fault: { value in
            texts(value).flatMap { AllowedNetworks($0) } == nil ? "must be a list of networks such as 10.0.0.0/8" : nil
        })

    /// See its description.
    static let minFreeSpace = SettingKey(
        "min_free_space", default: 2 << 30, valid: 0...(1 << 62),
        description: "bytes that must be free on the disk of pictures before an exposure")

    /// All of them.
    static let all: [AnySettingKey] = [
        AnySettingKey(discoveryPort), AnySettingKey(discoveryTimeout), AnySettingKey(staticServers),
        AnySettingKey(healthCheckInterval), AnySettingKey(stateInterval), AnySettingKey(pollTimeout),
        AnySettingKey(requestTimeout), AnySettingKey(failureThreshold), AnySettingKey(maxMotion),
        AnySettingKey(defaultVisibility), AnySettingKey(allowedNetworks), AnySettingKey(minFreeSpace),
    ]

    /// The texts of a list; nil when it is something else.
    static func texts(_ value: JSONValue) -> [String]? {
        guard let texts = value.elements?.map(\.text), !texts.contains(nil) else { return nil }
        return texts.compactMap(\.self)
    }

    /// The networks that the settings allow; none when they cannot be read, which the store has checked.
    static func networks(_ settings: SettingsSnapshot) -> AllowedNetworks? {
        texts(settings[allowedNetworks]).flatMap { AllowedNetworks($0) }
    }

    /// The values that the engine needs.
    static func configuration(_ settings: SettingsSnapshot) -> AlpacaConfiguration {
        let stateInterval = settings[stateInterval]
        return AlpacaConfiguration(
            pollTimeout: settings[pollTimeout], requestTimeout: settings[requestTimeout],
            stateInterval: stateInterval, idleInterval: max(stateInterval, .seconds(2)),
            healthCheckInterval: settings[healthCheckInterval], failureThreshold: settings[failureThreshold],
            maxMotion: settings[maxMotion], discoveryPort: settings[discoveryPort],
            discoveryTimeout: settings[discoveryTimeout],
            staticServers: texts(settings[staticServers]) ?? [], networks: networks(settings) ?? .none)
    }
}
