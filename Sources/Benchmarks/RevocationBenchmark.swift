import Kernel

/// From the end of a login at one node to the refusal of its token at another, over one database and one broker.
struct RevocationBenchmark: Benchmark {
    let name = "revocation"

    private static let first = ["--all", "--except", "telescope"]
    private static let second = ["--only", "telescope"]

    func rows(_ race: Race) async throws -> [Row] {
        let stage = try await Stage()
        let nodes = [try await stage.node(Self.first).program, try await stage.node(Self.second).program]
        let result: Result<[Row], any Error>
        do {
            result = .success(try await rows(on: stage))
        } catch {
            result = .failure(error)
        }
        for node in nodes.reversed() { await node.stop() }
        await stage.remove()
        return try result.get()
    }

    private func rows(on stage: Stage) async throws -> [Row] {
        let (first, second) = (
            try NodeSocket(stage.socket(of: Self.first)), try NodeSocket(stage.socket(of: Self.second))
        )
        let logins = Logins(first: first, second: second)
        let admin = try await logins.token("admin", try stage.administratorPassword(madeBy: Self.first))
        // Who asks a thousand times a second whether the token is still good must not be held back.
        try await logins.change(
            "config/update/message-coordinator", ["config_key": "rate_limit", "config_value": 0], token: admin)
        let user = try await logins.change(
            "security/user/create",
            [
                "username": "guest", "email": "guest@example.org", "password": .string(LoginAsking.password),
                "roles": ["operator"],
            ], token: admin)
        guard let id = user["user"]?["id"] else { throw ServiceError(.internal, "no user: \(user)") }
        let loggedOut = try await Self.pair("a token is refused at another node after its logout") {
            let token = try await logins.opened("guest", LoginAsking.password)
            return try await logins.time(toTheEndOf: token) {
                try await logins.change("security/auth/logout", [:], token: token)
            }
        }
        let disabled = try await Self.pair("a token is refused at another node after its user is disabled") {
            let token = try await logins.opened("guest", LoginAsking.password)
            let took = try await logins.time(toTheEndOf: token) {
                try await logins.change("security/user/update", ["id": id, "enabled": false], token: admin)
            }
            try await logins.change("security/user/update", ["id": id, "enabled": true], token: admin)
            return took
        }
        return loggedOut + disabled
    }

    /// The median and the worst of twenty.
    private static func pair(_ what: String, _ round: () async throws -> Double) async throws -> [Row] {
        let target = Target.atMost(1000)
        let median = try await Race(rounds: 20, withPeers: false).row(
            what + ", median of 20", unit: "ms", target: target, ours: round)
        let worst = Measurement(samples: median.ours.samples.max().map { [$0] } ?? [])
        return [
            median,
            Row(what: what + ", worst of 20", unit: "ms", ours: worst, peer: nil, missingPeer: nil, target: target),
        ]
    }
}

/// Logins that are made and ended at one node, and shown at another.
private struct Logins: Sendable {
    let first: NodeSocket
    let second: NodeSocket

    /// Carries out a command at the first node.
    @discardableResult
    func change(_ suffix: String, _ payload: [String: JSONValue], token: String? = nil) async throws -> JSONValue {
        let answer = try await first.ask(suffix, payload, token: token)
        guard answer["success"] == true else { throw ServiceError(.internal, "\(suffix): \(answer)") }
        return answer
    }

    /// Logs in at the first node.
    func token(_ username: String, _ password: String) async throws -> String {
        let answer = try await change(
            "security/auth/login", ["username": .string(username), "password": .string(password)])
        guard let token = answer["token"]?.text else { throw ServiceError(.internal, "no token: \(answer)") }
        return token
    }

    /// Logs in at the first node, and returns when the second believes the token.
    func opened(_ username: String, _ password: String) async throws -> String {
        let token = try await token(username, password)
        try await show(token) { $0["success"] == true }
        return token
    }

    /// How long it takes, in milliseconds, from the request that ends a login to the refusal at the second node.
    func time(toTheEndOf token: String, _ end: () async throws -> Void) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await end()
        try await show(token) { $0["code"] == "unauthenticated" }
        return (clock.now - start) / .milliseconds(1)
    }

    /// Shows a token to the second node again and again, until it answers as expected.
    private func show(_ token: String, until isExpected: (JSONValue) -> Bool) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        while clock.now - start < .seconds(30) {
            let answer = try await second.ask("telescope/config/list", [:], token: token)
            if isExpected(answer) { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw ServiceError(.timeout, "the second node did not change its mind about a token")
    }
}
