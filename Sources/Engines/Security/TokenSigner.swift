package import FoundationEssentials
import JWTKit
package import Kernel

/// Makes tokens with the installation's key.
package struct TokenSigner: Sendable {
    private let keys = JWTKeyCollection()
    private let keyID: JWKIdentifier
    private let audience: String

    /// Makes a signer for one installation.
    package init(key: SigningKey, audience: String) async {
        keyID = JWKIdentifier(string: key.id)
        self.audience = audience
        await keys.add(hmac: HMACKey(key: key.secret), digestAlgorithm: .sha256, kid: keyID)
    }

    /// Signs a token.
    ///
    /// - Parameters:
    ///   - subject: Who will show it.
    ///   - id: Its own id.
    ///   - family: Its refresh family.
    ///   - mustChangePassword: Whether the password must be changed first.
    ///   - date: From when it is valid.
    ///   - lifetime: For how long.
    /// - Returns: The token and the whole second at which it ends.
    /// - Throws: `internal` when it cannot be signed.
    package func sign(
        for subject: String, id: UUID, family: UUID, mustChangePassword: Bool, at date: Date, lifetime: Duration
    ) async throws(ServiceError) -> (text: String, expiresAt: Date) {
        let start = Int64(date.timeIntervalSince1970.rounded(.down))
        let end = start + max(lifetime.components.seconds, 1)
        let claims = TokenClaims(
            iss: TokenClaims.issuer, aud: [audience], sub: subject, jti: id.text, iat: start, nbf: start, exp: end,
            pwd: mustChangePassword, fam: family.text)
        do {
            let text = try await keys.sign(claims, kid: keyID)
            return (text, Date(timeIntervalSince1970: Double(end)))
        } catch {
            throw ServiceError(.internal, "the token cannot be signed", cause: error)
        }
    }
}
