/// The settings of the security engines, as values.
public struct SecurityPolicy: Sendable, Equatable {
    /// How long a token is good.
    public var tokenDuration: Duration
    /// How long a refresh token is good.
    public var refreshDuration: Duration
    /// The fewest characters of a password.
    public var passwordMinLength: Int
    /// After how long a password must be changed; zero means never.
    public var passwordExpiry: Duration
    /// After how many wrong passwords in a row the next one waits; zero means that none does.
    public var lockoutThreshold: Int
    /// The longest that it waits.
    public var lockoutDuration: Duration
    /// The binary logarithm of bcrypt's rounds.
    public var bcryptCost: Int
    /// After how long a new signing key is made.
    public var signingKeyLifetime: Duration

    /// Describes a policy; the defaults are the ones of the settings.
    public init(
        tokenDuration: Duration = .seconds(900), refreshDuration: Duration = .seconds(7 * 86_400),
        passwordMinLength: Int = 12, passwordExpiry: Duration = .zero, lockoutThreshold: Int = 10,
        lockoutDuration: Duration = .seconds(900), bcryptCost: Int = 10,
        signingKeyLifetime: Duration = .seconds(30 * 86_400)
    ) {
        self.tokenDuration = tokenDuration
        self.refreshDuration = refreshDuration
        self.passwordMinLength = passwordMinLength
        self.passwordExpiry = passwordExpiry
        self.lockoutThreshold = lockoutThreshold
        self.lockoutDuration = lockoutDuration
        self.bcryptCost = bcryptCost
        self.signingKeyLifetime = signingKeyLifetime
    }
}
