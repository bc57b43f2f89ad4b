import Access
import Kernel
import Settings

extension Gatekeeper {
    /// Looks whether somebody who may change settings may also set this one.
    ///
    /// - Parameters:
    ///   - value: The new value.
    ///   - setting: The setting, whose row says what else is needed.
    ///   - caller: Who sets it.
    /// - Throws: `forbidden` for whoever lacks the permission, and for an API key: what such a value lets others do
    ///   would outlive the key.
    func admit(_ value: JSONValue, of setting: AnySettingKey, from caller: Caller) throws(ServiceError) {
        guard let permission = setting.permissionNeeded(toSet: value) else { return }
        guard caller.apiKey == nil else { throw ServiceError.loginNeeded }
        let decision = decide(caller, permission)
        guard decision.allowed else {
            throw ServiceError(
                .forbidden, "\(setting.name) also needs \(permission): \(decision.reason)",
                details: ["permission": .string(permission.description)])
        }
    }
}
