import ArgumentParser

/// Prints the rows of the performance targets, each beside its peer measured in the same run.
@main
struct BenchmarkProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks", abstract: "Measures what the performance targets promise.")

    /// Everything that can be measured; a new benchmark is a new file and a line here.
    static let all: [any Benchmark] = [
        TopicMatchBenchmark(), BusBenchmark(), HostBenchmark(), TokenBenchmark(), PermissionBenchmark(),
        MQTTBenchmark(), PostgresBenchmark(), StartBenchmark(), IdleBenchmark(), AlpacaServerBenchmark(),
        ImageBytesBenchmark(), PollingBenchmark(), LoginTimingBenchmark(), LoginStormBenchmark(),
        RevocationBenchmark(), AuditIntentBenchmark(),
    ]

    @Argument(help: "What to measure: \(all.map(\.name).joined(separator: ", ")). Everything when not given.")
    var names: [String] = []

    @Option(help: "How often each side is measured; the median counts.")
    var rounds = 5

    @Flag(inversion: .prefixedNo, help: "Measure the peers too.")
    var peers = true

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("rounds must be at least 1") }
        for name in names where !Self.all.contains(where: { $0.name == name }) {
            throw ValidationError("no benchmark \(name)")
        }
    }

    func run() async throws {
        let chosen = Self.all.filter { names.isEmpty || names.contains($0.name) }
        let race = Race(rounds: rounds, withPeers: peers)
        var rows: [Row] = []
        for benchmark in chosen {
            rows += try await benchmark.rows(race)
        }
        print(Table(rows: rows).text)
        let missing = rows.compactMap(\.missingPeer)
        guard missing.isEmpty else {
            print(
                "peers that could not run (--no-peers leaves them out):", missing.joined(separator: "\n"),
                separator: "\n")
            throw ExitCode.failure
        }
    }
}
