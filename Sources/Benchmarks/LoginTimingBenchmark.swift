import Kernel
import Support

/// What a refused login tells by the time it takes: an unknown name, a wrong password, a delayed and a disabled account.
struct LoginTimingBenchmark: Benchmark {
    let name = "login-timing"

    func rows(_ race: Race) async throws -> [Row] {
        let stage = try await Stage()
        let node = try await stage.node().program
        let token = JSONValue.string(try await stage.administratorToken())
        let asking = LoginAsking(stage: stage)
        for name in ["wrong", "delayed", "disabled"] {
            let user = try await stage.call(
                "security/user/create",
                [
                    "token": token, "username": .string(name), "email": .string(name + "@example.org"),
                    "password": .string(LoginAsking.password),
                ])
            guard name == "disabled", let id = user["user"]?["id"] else { continue }
            _ = try await stage.call("security/user/update", ["token": token, "id": id, "enabled": false])
        }
        // One of them waits all day; the others would after more wrong passwords than there are.
        try await stage.database.psql(
            "update users set failed_logins = 20, locked_until = now() + interval '1 day' where username = 'delayed'")
        _ = try await stage.call(
            "config/update/security-coordinator",
            ["token": token, "config_key": "lockout_threshold", "config_value": 1000])
        let row = try await race.row(
            "login refused: unknown, wrong, delayed, disabled; largest difference of medians", unit: "ms",
            target: .atMost(5)
        ) {
            var medians: [Double] = []
            for (name, password) in [
                ("unknown", "wrong"), ("wrong", "wrong"), ("delayed", "wrong"), ("delayed", LoginAsking.password),
                ("disabled", "wrong"), ("disabled", LoginAsking.password),
            ] {
                medians.append(try await asking.refused(name, password))
            }
            return (medians.max() ?? .nan) - (medians.min() ?? .nan)
        }
        await node.stop()
        await stage.remove()
        return [row]
    }
}
