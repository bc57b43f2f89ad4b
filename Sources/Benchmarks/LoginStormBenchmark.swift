import Glibc
import Kernel

/// A status request and the memory of the node, while a thousand logins a second arrive.
struct LoginStormBenchmark: Benchmark {
    let name = "login-storm"

    func rows(_ race: Race) async throws -> [Row] {
        let stage = try await Stage()
        let node = try await stage.node().program
        let token = JSONValue.string(try await stage.administratorToken())
        _ = try await stage.call(
            "config/update/message-coordinator", ["token": token, "config_key": "rate_limit", "config_value": 0])
        _ = try await stage.call(
            "security/user/create",
            [
                "token": token, "username": "known", "email": "known@example.org",
                "password": .string(LoginAsking.password),
            ])
        let made = try await stage.call(
            "telescope/config/create", ["token": token, "name": "C14", "mount_type": "altaz"])
        guard let telescope = made["id"] else { throw ServiceError(.internal, "no telescope: \(made)") }
        let request = try stage.write(
            try WireJSON.text(["token": token, "telescope_id": telescope]), to: "status")
        let asking = LoginAsking(stage: stage)
        let before = try IdleBenchmark.megabytes(node.pid)
        let calm = try await asking.status(request)
        Self.forgetPeak(of: node.pid)
        let row = try await race.row(
            "status request, p99 in a storm of 1000 logins a second (without it \(Table.figure(calm)) ms)", unit: "ms",
            target: .atMost(50)
        ) {
            async let storm: Void = asking.storm()
            let p99 = try await asking.status(request)
            try await storm
            return p99
        }
        let once = Race(rounds: 1, withPeers: false)
        let peak = try await once.row(
            "memory that the storm takes, most resident at any time", unit: "MB", target: .atMost(40)
        ) { try IdleBenchmark.megabytes(node.pid, "VmHWM") - before }
        let left = try await once.row(
            "memory that the storm leaves behind, resident", unit: "MB", target: .atMost(20)
        ) { try IdleBenchmark.megabytes(node.pid) - before }
        await node.stop()
        await stage.remove()
        return [row, peak, left]
    }

    /// Lets the kernel count the most memory of a process from now on.
    private static func forgetPeak(of pid: Int32) {
        // 5 sets VmHWM back (proc(5), clear_refs). Where that is not allowed the peak of the start counts too: never less.
        let file = open("/proc/\(pid)/clear_refs", O_WRONLY)
        guard file >= 0 else { return }
        write(file, "5", 1)
        close(file)
    }
}
