import Kernel

/// A command's way: MQTT in, token, permission, actor, MQTT out; beside two C clients through the same broker.
///
/// One C client asks both sides, in the same way and with requests of the same size.
struct MQTTBenchmark: Benchmark {
    let name = "mqtt"

    func rows(_ race: Race) async throws -> [Row] {
        let stage = try await Stage()
        let node = try await stage.node().program
        let token = JSONValue.string(try await stage.administratorToken())
        _ = try await stage.call(
            "config/update/message-coordinator", ["token": token, "config_key": "rate_limit", "config_value": 0])
        let request = try stage.write(try WireJSON.text(["token": token]), to: "request")
        var rows: [Row] = []
        for qos in [0, 1] { rows += try await self.rows(race, stage, request, qos: qos) }
        await node.stop()
        await stage.remove()
        return rows
    }

    private func rows(_ race: Race, _ stage: Stage, _ request: String, qos: Int) async throws -> [Row] {
        let echoTopic = "benchmark/echo/\(qos)"
        let echo = try await Companion.started(
            try Companion.sibling("BenchmarkPeers"), ["echo"] + stage.address + [echoTopic, "\(qos)"],
            log: "/dev/null")
        // It needs a moment to subscribe, and says so to nobody.
        try await Task.sleep(for: .milliseconds(300))
        let ours = Asking(stage: stage, request: request, topic: stage.topic("application/service/list"), qos: qos)
        let theirs = Asking(stage: stage, request: request, topic: echoTopic, qos: qos)
        var rows: [Row] = []
        for question in Question.all {
            rows.append(
                try await race.row(
                    "command over MQTT, QoS \(qos), \(question.what)", unit: question.unit, target: question.target,
                    peer: Race.Peer(name: "C echo") { try await theirs.figure(question) }
                ) { try await ours.figure(question) })
        }
        await echo.stop()
        return rows
    }
}

/// What is asked of a round.
private struct Question: Sendable {
    let what: String
    let unit: String
    let target: Target
    /// Requests a second, 0 for as many as are answered.
    let rate: Int
    /// The most requests without an answer.
    let window: Int
    /// Which of the asking client's figures counts.
    let figure: Int

    static let all = [
        Question(what: "p50 at 1000/s", unit: "µs", target: .atMost(150), rate: 1000, window: 1000, figure: 0),
        Question(what: "p99 at 1000/s", unit: "µs", target: .atMost(1000), rate: 1000, window: 1000, figure: 1),
        Question(what: "64 outstanding", unit: "/s", target: .atLeast(15_000), rate: 0, window: 64, figure: 2),
    ]
}

/// The C client that asks.
private struct Asking: Sendable {
    let stage: Stage
    let request: String
    let topic: String
    let qos: Int

    func figure(_ question: Question) async throws -> Double {
        let words = [topic, stage.replies, "\(qos)", request, "\(question.rate)", "\(question.window)", "2"]
        let program = PeerProgram(
            program: try Companion.sibling("BenchmarkPeers"), arguments: ["ask"] + stage.address + words)
        let figures = try await program.figures()
        guard figures.count == 3 else { throw ServiceError(.internal, "the asking client printed no figures") }
        return figures[question.figure]
    }
}
