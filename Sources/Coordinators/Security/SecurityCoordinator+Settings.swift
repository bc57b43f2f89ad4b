import Access
import Kernel
import SecurityEngines
public import Settings

extension SecurityCoordinator {
    static let tokenDuration = SettingKey(
        "token_duration", default: Duration.seconds(900), valid: .seconds(60) ... .seconds(86_400),
        description: "how long a token is good")
    static let refreshDuration = SettingKey(
        "refresh_duration", default: Duration.seconds(7 * 86_400), valid: .seconds(60) ... .seconds(365 * 86_400),
        description: "how long a refresh token is good")
    static let passwordMinLength = SettingKey(
        "password_min_length", default: 12, valid: 1...72, description: "the fewest characters of a password")
    static let passwordExpiry = SettingKey(
        "password_expiry", default: Duration.zero, valid: .zero ... .seconds(3650 * 86_400),
        description: "after how long a password must be changed, 0 for never")
    static let lockoutThreshold = SettingKey(
        "lockout_threshold", default: 10, valid: 0...1000,
        description: "after how many wrong passwords in a row the next one waits, 0 for never")
    static let lockoutDuration = SettingKey(
        "lockout_duration", default: Duration.seconds(900), valid: .seconds(1) ... .seconds(86_400),
        description: "the longest that a password waits: 1 s, then twice as long each time, up to this")
    static let bcryptCost = SettingKey(
        "bcrypt_cost", default: 10, valid: 4...16,
        description: "the binary logarithm of the rounds of a password's hash")
    static let signingKeyLifetime = SettingKey(
        "signing_key_lifetime", default: Duration.seconds(30 * 86_400),
        valid: .seconds(3600) ... .seconds(3650 * 86_400), description: "after how long a new key signs the tokens")
    // It lets everybody at this machine do what the role does, whoever set it too.
    static let anonymousRole = SettingKey(
        "anonymous_role", default: "",
        description: "the role of clients of this machine that do not log in, empty for none",
        permission: Permission("security", "write"), isHarmlessAtDefault: true)

    /// What can be changed while it runs; each of them is used.
    public static var settings: [AnySettingKey] {
        [
            AnySettingKey(tokenDuration), AnySettingKey(refreshDuration), AnySettingKey(passwordMinLength),
            AnySettingKey(passwordExpiry), AnySettingKey(lockoutThreshold), AnySettingKey(lockoutDuration),
            AnySettingKey(bcryptCost), AnySettingKey(signingKeyLifetime), AnySettingKey(auditRetention),
            AnySettingKey(anonymousRole),
        ] + certificateSettings
    }
}

extension SecurityPolicy {
    /// The policy that the settings describe.
    init(_ settings: SettingsSnapshot) {
        self.init(
            tokenDuration: settings[SecurityCoordinator.tokenDuration],
            refreshDuration: settings[SecurityCoordinator.refreshDuration],
            passwordMinLength: settings[SecurityCoordinator.passwordMinLength],
            passwordExpiry: settings[SecurityCoordinator.passwordExpiry],
            lockoutThreshold: settings[SecurityCoordinator.lockoutThreshold],
            lockoutDuration: settings[SecurityCoordinator.lockoutDuration],
            bcryptCost: settings[SecurityCoordinator.bcryptCost],
            signingKeyLifetime: settings[SecurityCoordinator.signingKeyLifetime])
    }
}
