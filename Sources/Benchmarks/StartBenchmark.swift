import Kernel

/// From the start of the process to ready, with the broker and the database up and the schema in place.
struct StartBenchmark: Benchmark {
    let name = "start"

    func rows(_ race: Race) async throws -> [Row] {
        let stage = try await Stage()
        // The first start brings the schema and the administrator.
        try await stage.node().program.stop()
        let mosquitto = Race.Peer(name: "mosquitto") { try await Self.mosquitto() }
        let rows = [
            try await race.row("run --all, start to ready", unit: "ms", target: .atMost(300), peer: mosquitto) {
                try await Self.start(["--all"], on: stage)
            },
            try await race.row("run --only telescope, start to ready", unit: "ms", target: .atMost(150)) {
                try await Self.start(["--only", "telescope"], on: stage)
            },
        ]
        await stage.remove()
        return rows
    }

    private static func start(_ coordinators: [String], on stage: Stage) async throws -> Double {
        let (node, took) = try await stage.node(coordinators)
        await node.stop()
        return took
    }

    private static func mosquitto() async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let broker = try await BrokerProcess.started()
        let took = (clock.now - start) / .milliseconds(1)
        await broker.stop()
        return took
    }
}
