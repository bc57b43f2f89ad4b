import Access
import FoundationEssentials

/// A token whose signature and claims were found good.
struct VerifiedToken: Sendable {
    /// Who shows it.
    let principal: Principal
    /// Its `jti`.
    let id: UUID
    /// Its refresh family.
    let family: UUID
    /// When it ends, in seconds since 1970.
    let end: Double
    /// When it begins, in seconds since 1970: the later of `iat` and `nbf`.
    let begin: Double

    /// Whether it may be used at a time, within the leeway for clocks.
    func holds(at now: Double) -> Bool {
        now < end + TokenClaims.leeway && now >= begin - TokenClaims.leeway
    }
}
