public import Health
import Kernel

extension AlpacaEngine {
    /// What a monitor may ask: whether the devices answer, and whether a movement failed.
    public nonisolated var checks: [HealthCheck] {
        [
            HealthCheck("ascom_engine") { await self.deviceHealth() },
            HealthCheck("motion") { await self.motionHealth() },
        ]
    }

    private func deviceHealth() async -> HealthCheckResult {
        var failing: [DeviceSnapshot] = []
        let members = members
        for member in members where await member.session.isFailing { failing.append(await member.session.snapshot) }
        var details: [String: JSONValue] = ["devices": .integer(Int64(members.count))]
        if lostEvents > 0 { details["lost_events"] = .integer(Int64(lostEvents)) }
        guard !failing.isEmpty else {
            return HealthCheckResult(.healthy, Self.count(members.count, "device") + " attached", details: details)
        }
        details["not_responding"] = .object(
            Dictionary(
                failing.map { snapshot in
                    let facts: JSONValue = [
                        "telescope_id": .string(snapshot.device.telescopeID.text),
                        "role": .string(snapshot.device.role), "state": .string(snapshot.phase.rawValue),
                        "reason": .string(snapshot.failure ?? ""),
                    ]
                    return (snapshot.device.id.text, facts)
                }, uniquingKeysWith: { first, _ in first }))
        return HealthCheckResult(
            .degraded, "\(failing.count) of \(Self.count(members.count, "device")) not responding", details: details)
    }

    private func motionHealth() async -> HealthCheckResult {
        var alarms: [String: JSONValue] = [:]
        for member in members {
            guard let alarm = await member.mover.alarm else { continue }
            let device = member.session.device
            alarms[device.id.text] = [
                "telescope_id": .string(device.telescopeID.text), "role": .string(device.role),
                "reason": .string(alarm),
            ]
        }
        guard !alarms.isEmpty else { return HealthCheckResult(.healthy, "no failed movement") }
        return HealthCheckResult(
            .degraded, "\(Self.count(alarms.count, "device")) did not arrive", details: ["alarms": .object(alarms)])
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
