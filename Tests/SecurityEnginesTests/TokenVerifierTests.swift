import Access
import Crypto
import FoundationEssentials
import JWTKit
import Kernel
import Support
import Testing

@testable import SecurityEngines

@Suite struct TokenVerifierTests {
    let verifier = TokenVerifier(keys: [Cast.key], audience: Cast.prefix)

    func verify(_ text: String, at now: Int64 = Cast.now) throws -> VerifiedToken {
        try verifier.verify(text, at: Double(now))
    }

    func refusal(of text: String, at now: Int64 = Cast.now) -> String? {
        do throws(ServiceError) {
            _ = try verifier.verify(text, at: Double(now))
            return nil
        } catch {
            return error.code == .unauthenticated ? error.message : "another code"
        }
    }

    @Test func whatTheSignerSignsIsAccepted() async throws {
        let (id, family) = (UUID(), UUID())
        let signer = await TokenSigner(key: Cast.key, audience: Cast.prefix)
        let date = Date(timeIntervalSince1970: Double(Cast.now) + 0.7)
        let signed = try await signer.sign(
            for: Cast.alice.text, id: id, family: family, mustChangePassword: true, at: date, lifetime: .seconds(900))
        let token = try verify(signed.text)
        #expect(token.principal == .user(Cast.alice))
        #expect(token.id == id)
        #expect(token.family == family)
        #expect(signed.expiresAt == Date(timeIntervalSince1970: Double(Cast.now) + 900))
    }

    @Test func theClaimsAreSpelledAsTheContractSays() async throws {
        let (id, family) = (UUID(), UUID())
        let signer = await TokenSigner(key: Cast.key, audience: Cast.prefix)
        let signed = try await signer.sign(
            for: Cast.alice.text, id: id, family: family, mustChangePassword: false,
            at: Date(timeIntervalSince1970: Double(Cast.now)), lifetime: .seconds(900))
        let parts = signed.text.split(separator: ".")
        let header = try WireJSON.decode(JSONValue.self, from: try #require(Base64URL.bytes(parts[0].utf8)))
        #expect(header == ["alg": "HS256", "typ": "JWT", "kid": "k1"])
        let payload = try WireJSON.decode(JSONValue.self, from: try #require(Base64URL.bytes(parts[1].utf8)))
        #expect(
            payload == [
                "iss": "bigskies", "aud": ["bigskies"], "sub": .string(Cast.alice.text), "jti": .string(id.text),
                "iat": .integer(Cast.now), "nbf": .integer(Cast.now), "exp": .integer(Cast.now + 900), "pwd": false,
                "fam": .string(family.text),
            ])
    }

    @Test func jwtKitAgrees() async throws {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(key: Cast.key.secret), digestAlgorithm: .sha256, kid: "k1")
        let now = Int64(Date().timeIntervalSince1970)
        let text = try Cast.token(Cast.claims(iat: now, nbf: now, exp: now + 60))
        let claims = try await keys.verify(text, as: TokenClaims.self)
        #expect(claims.sub == Cast.alice.text)
    }

    @Test func aNodeIsKnownByItsName() throws {
        #expect(try verify(Cast.token(Cast.claims(sub: "node:dome-1"))).principal == .node("dome-1"))
        #expect(refusal(of: try Cast.token(Cast.claims(sub: "node:Dome/1"))) == "the token is malformed")
        #expect(refusal(of: try Cast.token(Cast.claims(sub: "node:"))) == "the token is malformed")
    }

    @Test(arguments: ["iss", "aud", "sub", "jti", "iat", "nbf", "exp", "pwd", "fam"])
    func everyClaimIsMandatory(claim: String) throws {
        var payload = try Cast.payload(Cast.claims())
        payload[claim] = nil
        #expect(refusal(of: try Cast.token(payload)) == "the token is malformed")
        payload[claim] = .null
        #expect(refusal(of: try Cast.token(payload)) == "the token is malformed")
    }

    @Test(arguments: ["alg", "typ", "kid"])
    func everyFieldOfTheHeaderIsMandatory(field: String) throws {
        var header: [String: JSONValue] = ["alg": "HS256", "typ": "JWT", "kid": "k1"]
        header[field] = nil
        #expect(refusal(of: try Cast.token(Cast.payload(Cast.claims()), header: header)) == "the token is malformed")
    }

    @Test(arguments: ["none", "None", "HS512", "hs256", "RS256", ""])
    func theAlgorithmIsPinned(algorithm: String) throws {
        let header: [String: JSONValue] = ["alg": .string(algorithm), "typ": "JWT", "kid": "k1"]
        let text = try Cast.token(Cast.payload(Cast.claims()), header: header)
        #expect(refusal(of: text) == "the token is malformed")
        let unsigned = text.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(refusal(of: unsigned) == "the token is malformed")
    }

    @Test func anotherKeyUnderTheSameNameIsRefused() throws {
        let forger = SigningKey(id: "k1", secret: SymmetricKey(size: .bits256))
        let text = try Cast.token(Cast.payload(Cast.claims()), key: forger)
        #expect(refusal(of: text) == "the token's signature is wrong")
    }

    @Test func anUnknownKeyIsRefused() throws {
        let text = try Cast.token(
            Cast.payload(Cast.claims()), header: ["alg": "HS256", "typ": "JWT", "kid": "k2"])
        #expect(refusal(of: text) == "the token is signed with an unknown key")
    }

    @Test func aTokenEndsAMinuteAfterItsEnd() throws {
        let text = try Cast.token(Cast.claims(exp: Cast.now + 900))
        #expect(refusal(of: text, at: Cast.now + 959) == nil)
        #expect(refusal(of: text, at: Cast.now + 960) == "the token has ended")
    }

    @Test func aTokenBeginsAMinuteBeforeItsBeginning() throws {
        let text = try Cast.token(Cast.claims(nbf: Cast.now + 60))
        #expect(refusal(of: text) == nil)
        #expect(refusal(of: text, at: Cast.now - 1) == "the token is not valid yet")
        #expect(refusal(of: try Cast.token(Cast.claims(iat: Cast.now + 61))) == "the token is not valid yet")
    }

    @Test func aTokenOfAnotherInstallationIsRefused() throws {
        #expect(refusal(of: try Cast.token(Cast.claims(aud: ["other"]))) == "the token is for another installation")
        #expect(refusal(of: try Cast.token(Cast.claims(aud: []))) == "the token is for another installation")
        #expect(refusal(of: try Cast.token(Cast.claims(iss: "x"))) == "the token is for another installation")
    }

    @Test func timesAtTheEdgeOfTheNumbersDoNotTrap() throws {
        #expect(refusal(of: try Cast.token(Cast.claims(exp: .max))) == nil)
        #expect(refusal(of: try Cast.token(Cast.claims(exp: .min))) == "the token has ended")
        #expect(refusal(of: try Cast.token(Cast.claims(nbf: .max))) == "the token is not valid yet")
    }

    @Test func aTokenHasOneSpelling() throws {
        let text = try Cast.token(Cast.claims())
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let digit = try #require(text.last)
        let last = try #require(alphabet.firstIndex(of: digit))
        // The last of 43 digits carries two bits that mean nothing.
        for other in alphabet[(last / 4 * 4)..<(last / 4 * 4 + 4)] where other != text.last {
            #expect(refusal(of: String(text.dropLast()) + String(other)) == "the token is malformed")
        }
        #expect(refusal(of: text + "=") == "the token is malformed")
    }

    @Test func noGeneratedTextIsAccepted() throws {
        var random = SeededGenerator(seed: 0x5EC0)
        let good = try Cast.token(Cast.claims())
        let bytes = Array(good.utf8)
        for _ in 0..<GeneratedInputs.count {
            let text =
                Bool.random(using: &random)
                ? Self.mutated(bytes, using: &random) : Self.invented(using: &random)
            guard text != good else { continue }
            #expect(refusal(of: text) != nil, "\(text)")
        }
    }

    static func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> String {
        var bytes = bytes
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8.random(in: 32...126, using: &random), at: place)
            case 3: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
            default: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            if bytes.isEmpty { bytes = [46] }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func invented(using random: inout SeededGenerator) -> String {
        let parts = (0..<Int.random(in: 0...5, using: &random)).map { _ in
            let length = Int.random(in: 0...60, using: &random)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            return Bool.random(using: &random) ? Base64URL.text(Data(bytes)) : String(decoding: bytes, as: UTF8.self)
        }
        return parts.joined(separator: ".")
    }
}
