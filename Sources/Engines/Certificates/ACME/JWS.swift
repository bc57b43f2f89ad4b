import Crypto
import FoundationEssentials
import Kernel

/// The account key as servers see it, and requests signed with it (RFC 7515, RFC 8555 section 6.2).
struct JWS: Sendable {
    /// The public part of the key (RFC 7517, RFC 7518 section 6.2).
    struct WebKey: Codable, Sendable {
        let crv: String
        let kty: String
        let x: String
        let y: String
    }

    /// A signed request, "flattened" (RFC 7515, section 7.2.2).
    struct Signed: Codable, Sendable {
        let protected: String
        let payload: String
        let signature: String
    }

    private struct Header: Encodable {
        let alg = "ES256"
        let jwk: WebKey?
        let kid: String?
        let nonce: String
        let url: String
    }

    private let key: P256.Signing.PrivateKey

    /// Signs with a key.
    init(_ key: P256.Signing.PrivateKey) { self.key = key }

    /// The public part of the key.
    var webKey: WebKey {
        // The coordinates have 32 bytes each, whatever zeros they begin with.
        let point = key.publicKey.rawRepresentation
        return WebKey(
            crv: "P-256", kty: "EC", x: Base64URL.text(Data(point.prefix(32))),
            y: Base64URL.text(Data(point.suffix(32))))
    }

    /// The name of the key that everybody computes alike (RFC 7638, section 3).
    func thumbprint() throws -> String {
        try Base64URL.text(Data(Digest.sha256(WireJSON.encodeSorted(webKey))))
    }

    /// What proves the possession of the key to whoever gave us a token (RFC 8555, section 8.1).
    func keyAuthorization(of token: String) throws -> String { try "\(token).\(thumbprint())" }

    /// Signs a request.
    ///
    /// - Parameters:
    ///   - payload: The JSON; empty for a request that only reads (RFC 8555, section 6.3).
    ///   - url: Where it goes.
    ///   - nonce: The number that the server gave for it.
    ///   - account: The account's URL; without one the key itself is in the request.
    /// - Returns: What is sent.
    /// - Throws: What the library throws.
    func sign(_ payload: Data, to url: String, nonce: String, account: String?) throws -> Signed {
        let header = Header(jwk: account == nil ? webKey : nil, kid: account, nonce: nonce, url: url)
        let protected = Base64URL.text(try WireJSON.encodeSorted(header))
        let text = Base64URL.text(payload)
        let signature = try key.signature(for: Data("\(protected).\(text)".utf8))
        return Signed(protected: protected, payload: text, signature: Base64URL.text(signature.rawRepresentation))
    }
}
