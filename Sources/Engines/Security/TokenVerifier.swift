import Access
import Crypto
import FoundationEssentials
import Kernel

/// Tells a good token from any other text, without waiting and without trusting a byte before its signature is checked.
struct TokenVerifier: Sendable {
    private struct Header: Decodable {
        var alg: String
        var typ: String
        var kid: String
    }

    // JSONDecoder is safe to share once configured: each call makes its own working state.
    private static let decoder = JSONDecoder()
    private static let longest = 4096

    private let keys: [String: SymmetricKey]
    private let audience: String

    /// Makes a verifier for one installation.
    init(keys: [SigningKey], audience: String) {
        self.keys = Dictionary(keys.map { ($0.id, $0.secret) }, uniquingKeysWith: { first, _ in first })
        self.audience = audience
    }

    /// The token in a text.
    ///
    /// - Parameters:
    ///   - text: What was shown.
    ///   - now: The time, in seconds since 1970.
    /// - Returns: The token.
    /// - Throws: `unauthenticated`, saying what is wrong.
    func verify(_ text: String, at now: Double) throws(ServiceError) -> VerifiedToken {
        let bytes = text.utf8
        guard bytes.count <= Self.longest, let first = bytes.firstIndex(of: UInt8(ascii: ".")),
            let last = bytes.lastIndex(of: UInt8(ascii: ".")), first != last
        else { throw Self.malformed }
        let key = try key(in: text[..<first])
        try check(text[bytes.index(after: last)...], of: text[..<last], with: key)
        let claims = try Self.decode(TokenClaims.self, from: text[bytes.index(after: first)..<last])
        return try accept(claims, at: now)
    }

    private func key(in header: Substring) throws(ServiceError) -> SymmetricKey {
        let header = try Self.decode(Header.self, from: header)
        // The algorithm is pinned: a token does not get to choose how it is checked (RFC 8725, section 3.1).
        guard header.alg == "HS256", header.typ == "JWT" else { throw Self.malformed }
        guard let key = keys[header.kid] else {
            throw ServiceError(.unauthenticated, "the token is signed with an unknown key")
        }
        return key
    }

    private func check(_ signature: Substring, of signed: Substring, with key: SymmetricKey) throws(ServiceError) {
        // The text must be the one spelling of its bytes, else one token would have several.
        guard let code = Base64URL.bytes(signature.utf8), Base64URL.text(code) == signature else {
            throw Self.malformed
        }
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(signed.utf8), using: key) else {
            throw ServiceError(.unauthenticated, "the token's signature is wrong")
        }
    }

    private func accept(_ claims: TokenClaims, at now: Double) throws(ServiceError) -> VerifiedToken {
        guard claims.iss == TokenClaims.issuer, claims.aud.contains(audience) else {
            throw ServiceError(.unauthenticated, "the token is for another installation")
        }
        guard let id = UUID(uuidString: claims.jti), let family = UUID(uuidString: claims.fam),
            let principal = Self.principal(claims.sub)
        else { throw Self.malformed }
        let token = VerifiedToken(
            principal: principal, id: id, family: family, end: Double(claims.exp),
            begin: Double(max(claims.iat, claims.nbf)))
        guard token.holds(at: now) else {
            throw ServiceError(
                .unauthenticated, now < token.end ? "the token is not valid yet" : "the token has ended")
        }
        return token
    }

    private static func principal(_ subject: String) -> Principal? {
        guard subject.hasPrefix("node:") else { return UUID(uuidString: subject).map(Principal.user) }
        let name = subject.dropFirst(5)
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isName, (1...48).contains(name.utf8.count) else { return nil }
        return .node(String(name))
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, from part: Substring
    ) throws(ServiceError) -> Value {
        guard let bytes = Base64URL.bytes(part.utf8) else { throw malformed }
        do {
            return try decoder.decode(type, from: bytes)
        } catch {
            throw malformed
        }
    }

    private static var malformed: ServiceError { ServiceError(.unauthenticated, "the token is malformed") }
}
