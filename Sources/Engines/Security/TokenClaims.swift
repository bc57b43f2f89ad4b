import FoundationEssentials
public import JWTKit

/// What a token says, exactly the claims of the wire contract; every one of them is mandatory.
public struct TokenClaims: JWTPayload, Equatable {
    /// The one issuer that is believed.
    static let issuer = "bigskies"
    /// How far clocks may be apart.
    static let leeway: Double = 60

    /// Who issued it: always `bigskies`.
    public var iss: String
    /// For whom: the topic prefix of the installation.
    public var aud: [String]
    /// Who shows it: a user's UUID or `node:{name}`.
    public var sub: String
    /// The token's own id.
    public var jti: String
    /// Issued at, in whole seconds since 1970.
    public var iat: Int64
    /// Not valid before, in whole seconds since 1970.
    public var nbf: Int64
    /// Not valid from here on, in whole seconds since 1970.
    public var exp: Int64
    /// True while the password must be changed.
    public var pwd: Bool
    /// The family of refresh tokens that it came with; a node's token is its own family.
    public var fam: String

    /// Whether the claims hold at a time, in seconds since 1970.
    func holds(at now: Double) -> Bool {
        now < Double(exp) + Self.leeway && now >= Double(nbf) - Self.leeway && now >= Double(iat) - Self.leeway
    }

    /// Checks the times against the machine's clock, for those who verify with jwt-kit.
    ///
    /// - Parameter algorithm: The algorithm that verified the signature.
    /// - Throws: `JWTError` when the token has ended or is not valid yet.
    public func verify(using algorithm: some JWTAlgorithm) throws {
        guard holds(at: Date().timeIntervalSince1970) else {
            throw JWTError.claimVerificationFailure(
                failedClaim: ExpirationClaim(value: Date(timeIntervalSince1970: Double(exp))), reason: "not valid now")
        }
    }
}
