import Kernel

/// The C client that logs in, or asks how a telescope is.
struct LoginAsking: Sendable {
    /// The password of the accounts that a benchmark makes.
    static let password = "zebra umbrella quilt radar"
    /// Where the node is.
    let stage: Stage

    /// The median time of a refusal, in milliseconds; one login at a time.
    func refused(_ name: String, _ password: String) async throws -> Double {
        let figures = try await ask("knock", "security/auth/login", try request(name, password), rate: 0, window: 1)
        guard let median = figures.first else { throw ServiceError(.internal, "the asking client printed no figures") }
        return median / 1000
    }

    /// A thousand logins a second for four seconds: half with two names that there are, half with names that nobody bears,
    /// another one each time.
    func storm() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (client, name, rate) in [
                ("storm-admin", "admin", 250), ("storm-known", "known", 250), ("storm-unknown", "nobody-{number}", 500),
            ] {
                let file = try request(name, "wrong")
                group.addTask {
                    _ = try await ask(
                        "knock", "security/auth/login", file, rate: rate, window: 4 * rate, client: client)
                }
            }
            try await group.waitForAll()
        }
    }

    /// The time that 99 of 100 status requests take at most, in milliseconds; 200 a second for four seconds.
    func status(_ file: String) async throws -> Double {
        let figures = try await ask("ask", "telescope/status/get", file, rate: 200, window: 1000)
        guard let p99 = figures.dropFirst().first else {
            throw ServiceError(.internal, "the asking client printed no figures")
        }
        return p99 / 1000
    }

    private func request(_ name: String, _ password: String) throws -> String {
        try stage.write(try WireJSON.text(["username": name, "password": password]), to: "login-\(name)")
    }

    private func ask(
        _ verb: String, _ suffix: String, _ file: String, rate: Int, window: Int, client: String = "benchmark"
    ) async throws -> [Double] {
        let replies = stage.replies.replacing("/benchmark/", with: "/\(client)/")
        return try await PeerProgram(
            program: try Companion.sibling("BenchmarkPeers"),
            arguments: [verb] + stage.address
                + [stage.topic(suffix), replies, "1", file, "\(rate)", "\(window)", "4"]
        ).figures()
    }
}
