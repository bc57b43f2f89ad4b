import Foundation
import Glibc
import Kernel

/// Memory and processor time of a node with all coordinators that has nothing to do; beside its broker.
///
/// The process alone counts: its database and its broker are others'.
struct IdleBenchmark: Benchmark {
    let name = "idle"

    func rows(_ race: Race) async throws -> [Row] {
        let stage = try await Stage()
        let node = try await stage.node().program
        let broker = stage.broker.pid
        // What the start needed is not idle.
        try await Task.sleep(for: .seconds(30))
        let before = (ours: try Self.seconds(node.pid), theirs: try Self.seconds(broker))
        try await Task.sleep(for: .seconds(60))
        let used = (
            ours: try Self.seconds(node.pid) - before.ours, theirs: try Self.seconds(broker) - before.theirs
        )
        let once = Race(rounds: 1, withPeers: race.withPeers)
        let rows = [
            try await once.row(
                "idle memory, run --all, resident", unit: "MB", target: .atMost(60),
                peer: Race.Peer(name: "mosquitto") { try Self.megabytes(broker) }
            ) { try Self.megabytes(node.pid) },
            try await once.row(
                "idle processor time, run --all", unit: "% of a core", target: .atMost(0.5),
                peer: Race.Peer(name: "mosquitto") { used.theirs / 60 * 100 }
            ) { used.ours / 60 * 100 },
        ]
        await node.stop()
        await stage.remove()
        return rows
    }

    /// The memory of a process, by the kernel's name for it: what is resident, or another line of its status.
    static func megabytes(_ pid: Int32, _ field: String = "VmRSS") throws -> Double {
        let lines = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8).split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix(field + ":") }),
            let kibibytes = line.split(whereSeparator: \.isWhitespace).compactMap({ Double($0) }).first
        else { throw ServiceError(.internal, "no \(field) of \(pid)") }
        return kibibytes * 1024 / 1e6
    }

    /// The processor time that a process has used.
    private static func seconds(_ pid: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // Behind the name, which may contain blanks: fields 14 and 15 are user and system time.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }
        guard ticks.count == 2 else { throw ServiceError(.internal, "no processor time of \(pid)") }
        return ticks.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
