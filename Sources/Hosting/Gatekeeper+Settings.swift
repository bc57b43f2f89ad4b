import Access
import Kernel
import Settings

extension Gatekeeper {
    /// What lets somebody set a setting, in the words of the audit trail.
    ///
    /// - Parameters:
    ///   - caller: Who sets it; may change settings.
    ///   - value: The new value.
    ///   - setting: The setting, whose row says what else is needed; nil when no row bears its name.
    /// - Returns: The rule.
    /// - Throws: `forbidden` for whoever lacks the permission, and for an API key: what such a value lets others do
    ///   would outlive the key.
    func rule(
        for caller: Caller, toSet value: JSONValue?, of setting: AnySettingKey?
    ) throws(ServiceError) -> String {
        guard let setting, let value, let permission = setting.permissionNeeded(toSet: value) else {
            return decide(caller, Permission("config", "write")).reason
        }
        guard caller.apiKey == nil else { throw ServiceError.loginNeeded }
        let decision = decide(caller, permission)
        guard decision.allowed else {
            throw ServiceError.denied(
                "\(setting.name) also needs \(permission): \(decision.reason)",
                details: ["permission": .string(permission.description)])
        }
        return decision.reason
    }
}
