import Access
import Crypto
import Foundation
import Kernel
import SecurityEngines

/// Tokens checked per second, with claims, account and revocations: at first sight, and seen before; beside PyJWT.
///
/// API keys are looked up by their hash and never remembered.
struct TokenBenchmark: Benchmark {
    let name = "token"

    /// More than the gatekeeper remembers, so that going round and round never meets one that is remembered.
    private static let many = 20_000
    private static let few = 1000

    func rows(_ race: Race) async throws -> [Row] {
        let key = SigningKey.random()
        let user = UUID()
        let signer = await TokenSigner(key: key, audience: "bigskies")
        var tokens: [String] = []
        for _ in 0..<Self.many {
            let signed = try await signer.sign(
                for: user.text, id: UUID(), family: UUID(), mustChangePassword: false, at: Date(),
                lifetime: .seconds(3600))
            tokens.append(signed.text)
        }
        var tables = SecurityTables()
        tables.users = [.init(id: user, name: "user", isEnabled: true, mustChangePassword: false)]
        let secrets = (0..<Self.few).map { _ in APIKeySecret.random() }
        tables.apiKeys = secrets.enumerated().map { number, secret in
            let key = APIKey(id: UUID(), name: "key \(number)", scopes: [Permission("telescope", "read")])
            return KeyRecord(key: key, owner: user, hash: secret.hash)
        }
        let revoked = SecuritySnapshot.Revocations(tokens: Set((0..<1000).map { _ in UUID() }))
        let gatekeeper = SnapshotGatekeeper(
            snapshot: SecuritySnapshot(tables: tables, revocations: revoked, keys: [key]), prefix: "bigskies")
        let credentials = tokens.map { Credentials(token: $0) }
        let keys = secrets.map { Credentials(apiKey: $0.text) }
        let seenBefore = Array(credentials.prefix(Self.few))
        let peer = pyJWT(key, try tokens.first ?? { throw ServiceError(.internal, "no token was made") }())
        return [
            try await race.row("token, first sight", unit: "/s", target: .atLeast(40_000), peer: peer) {
                try Self.rate(gatekeeper, credentials)
            },
            try await race.row("token, seen before", unit: "/s", target: .atLeast(2e6)) {
                _ = try Self.rate(gatekeeper, seenBefore)
                return try Self.rate(gatekeeper, seenBefore)
            },
            try await race.row("API key", unit: "/s", target: .atLeast(40_000)) { try Self.rate(gatekeeper, keys) },
        ]
    }

    private static func rate(_ gatekeeper: SnapshotGatekeeper, _ credentials: [Credentials]) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var passes = 0
        while clock.now - start < .milliseconds(500) {
            for shown in credentials { _ = try gatekeeper.caller(showing: shown, at: .process) }
            passes += 1
        }
        return Double(passes * credentials.count) / ((clock.now - start) / .seconds(1))
    }

    private func pyJWT(_ key: SigningKey, _ token: String) -> Race.Peer {
        let secret = key.secret.withUnsafeBytes { Digest.hex($0) }
        let program = PeerProgram(program: "python3", arguments: ["-c", Self.pyJWTScript, secret, token])
        return Race.Peer(name: "PyJWT") { try await program.figure() }
    }

    private static let pyJWTScript = """
        import sys, time, jwt
        secret, token = bytes.fromhex(sys.argv[1]), sys.argv[2]
        claims = ["iss", "aud", "sub", "jti", "iat", "nbf", "exp"]
        revoked, count, start = set(), 0, time.perf_counter()
        while time.perf_counter() - start < 0.5:
            for _ in range(100):
                found = jwt.decode(token, secret, algorithms=["HS256"], audience="bigskies", issuer="bigskies",
                    options={"require": claims})
                assert found["jti"] not in revoked
            count += 100
        print(count / (time.perf_counter() - start))
        """
}
