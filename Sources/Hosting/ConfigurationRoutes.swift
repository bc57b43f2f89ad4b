import Access
import Contracts
import Kernel
import Settings

/// The three rows that every coordinator has: change, read and trace its settings.
enum ConfigurationRoutes {
    /// The rows of a coordinator.
    ///
    /// - Parameters:
    ///   - owner: The coordinator.
    ///   - environment: What the node's hosts share; throws where the rows are only described.
    /// - Returns: The rows.
    static func rows<Owner: Coordinator>(
        of owner: Owner.Type, _ environment: @escaping @Sendable () throws -> HostEnvironment
    ) -> [Route<Owner>] {
        let name = Owner.component
        return [
            .command(
                "update/\(name)", family: "config",
                .requires(Permission("config", "write")) { (_, request: ConfigurationUpdateRequest, caller) in
                    // A name that no row bears is refused by the store.
                    let setting = Owner.settings.first { $0.name == request.configKey }
                    return try environment().gatekeeper.rule(for: caller, toSet: request.configValue, of: setting)
                }, .changes, resource: { $0.configKey }
            ) { (owner, request: ConfigurationUpdateRequest, caller) in
                guard let key = request.configKey else {
                    guard request.configValue == nil else {
                        throw ServiceError(.invalidRequest, "field config_key is missing")
                    }
                    try await environment().settings.load()
                    return ConfigurationUpdateResponse()
                }
                guard let value = request.configValue else {
                    throw ServiceError(.invalidRequest, "field config_value is missing")
                }
                try await owner.vet(key, value)
                let change = try await environment().settings.update(
                    name, key: key, to: value, by: caller.principal.text)
                return ConfigurationUpdateResponse(configKey: key, oldValue: change.old, newValue: change.new)
            },
            .command("get/\(name)", family: "config", .requires("config", "read")) {
                (_, request: ConfigurationGetRequest, _) in
                ConfigurationValues(values: try await environment().settings.values(name, key: request.configKey))
            },
            .command("history/\(name)", family: "config", .requires("config", "read")) {
                (_, request: ConfigurationHistoryRequest, _) in
                let limit = request.limit ?? 100
                guard (1...1000).contains(limit) else {
                    throw ServiceError(.invalidRequest, "field limit must be 1 to 1000")
                }
                return ConfigurationChanges(
                    changes: try await environment().settings.history(name, key: request.configKey, limit: limit))
            },
        ]
    }
}

private struct ConfigurationValues: Encodable, Sendable {
    let values: [SettingDescription]
}

private struct ConfigurationChanges: Encodable, Sendable {
    let changes: [SettingChange]
}
