import Crypto
import FoundationEssentials
import Kernel
import Testing

@testable import CertificateEngines

struct JWSTests {
    private let key = P256.Signing.PrivateKey()

    private func header(_ signed: JWS.Signed) throws -> JSONValue {
        try WireJSON.decode(JSONValue.self, from: #require(Base64URL.bytes(signed.protected[...].utf8)))
    }

    @Test func aRequestIsSignedWithTheKey() throws {
        let signed = try JWS(key).sign(Data("{}".utf8), to: "https://a.example/b", nonce: "n1", account: nil)
        let signature = try P256.Signing.ECDSASignature(
            rawRepresentation: #require(Base64URL.bytes(signed.signature[...].utf8)))
        #expect(key.publicKey.isValidSignature(signature, for: Data("\(signed.protected).\(signed.payload)".utf8)))
        #expect(signed.payload == "e30")
        let header = try header(signed)
        #expect(header["alg"] == "ES256")
        #expect(header["nonce"] == "n1")
        #expect(header["url"] == "https://a.example/b")
        #expect(header["kid"] == nil)
        #expect(header["jwk"]?["crv"] == "P-256")
        #expect(header["jwk"]?["x"]?.text?.count == 43)
    }

    @Test func anAccountStandsForItsKey() throws {
        let signed = try JWS(key).sign(Data(), to: "https://a.example/b", nonce: "n", account: "https://a.example/1")
        let header = try header(signed)
        #expect(header["kid"] == "https://a.example/1")
        #expect(header["jwk"] == nil)
        #expect(signed.payload == "")
    }

    @Test func theThumbprintIsThatOfTheStandard() throws {
        // RFC 7638, section 3: the members in order of their names, nothing between them.
        let web = JWS(key).webKey
        let text = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"\(web.x)\",\"y\":\"\(web.y)\"}"
        let thumbprint = Base64URL.text(Data(Digest.sha256(Data(text.utf8))))
        #expect(try JWS(key).keyAuthorization(of: "token") == "token." + thumbprint)
    }
}
