import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// The broker or the database goes away and comes back.
    @Suite struct LossTests {
        @Test func afterABrokerWasKilledTheNextCommandIsAnswered() async throws {
            let station = try await Station.onOwnServers()
            try await withNodes([station.node()]) { nodes in
                let node = nodes[0]
                let admin = try await node.administrator()
                let telescope = try await admin.makeTelescope()
                for number in 1...3 {
                    await station.broker.kill()
                    try await station.broker.start()
                    let begun = ContinuousClock.now
                    try await admin.isConnected()
                    // A command sent before the node is back is lost with the broker: ask until one is answered.
                    var answered = false
                    while !answered, ContinuousClock.now - begun < .seconds(50) {
                        let answer = try? await admin.call(
                            "telescope/config/get", ["id": .string(telescope)], within: .seconds(2))
                        answered = answer?.succeeded == true
                    }
                    print("answered after the broker's restart \(number):", ContinuousClock.now - begun)
                    #expect(answered)
                }
                let topic = "\(admin.prefix)/node/main/presence"
                try await admin.subscribe(topic)
                #expect(try await admin.next(on: topic) { $0.json["state"] == "online" }.message.isRetained)
            }
        }

        @Test func anAbortIsAnsweredThroughTheSocketWhileTheBrokerIsDown() async throws {
            let station = try await Station.onOwnServers()
            try await withSimulators(["slew_rate": 0.1]) { simulators in
                try await withNodes([station.node()]) { nodes in
                    let node = nodes[0]
                    let admin = try await node.administrator()
                    let telescope = try await admin.makeTelescope(slewingAt: simulators.url)
                    let named: JSONValue = ["telescope_id": .string(telescope)]
                    await station.broker.kill()
                    let door = ControlDoor(try await node.record.controlSocket)
                    let begun = ContinuousClock.now
                    let abort = try await door.ask("telescope/control/abort", named, token: admin.token)
                    print("abort without a broker:", ContinuousClock.now - begun)
                    #expect(abort.succeeded, "\(abort.json)")
                    _ = try await until(within: .seconds(50)) {
                        let status = try await door.ask("telescope/status/get", named, token: admin.token)
                        return status["status"]?["slewing"] == false
                    }
                    let health = try await door.ask("message/health/get", [:])
                    #expect(health.succeeded)
                    try await station.broker.start()
                }
            }
        }

        @Test func healthTurnsWhenTheDatabaseGoesAwayAndBack() async throws {
            let station = try await Station.onOwnServers()
            try await withNodes([station.node()]) { nodes in
                let admin = try await nodes[0].administrator()
                let topic = admin.topic("health/datastore-coordinator")
                try await admin.subscribe(topic)
                _ = try await admin.next(on: topic) { $0["status"] == "healthy" }
                try await station.database.server.stop(mode: "immediate")
                let lost = ContinuousClock.now
                _ = try await admin.next(on: topic, within: .seconds(50)) { $0["status"] != "healthy" }
                print("health turned after", ContinuousClock.now - lost)
                let refused = try await admin.call(
                    "telescope/config/create", ["name": "while away", "mount_type": "altaz"])
                #expect(["unavailable", "timeout"].contains(refused.code))
                try await station.database.server.start()
                let back = ContinuousClock.now
                _ = try await admin.next(on: topic, within: .seconds(50)) { $0["status"] == "healthy" }
                print("health came back after", ContinuousClock.now - back)
                _ = try await admin.makeTelescope()
            }
        }

        @Test func anAbortIsAnsweredWhileTheDatabaseIsAway() async throws {
            let station = try await Station.onOwnServers()
            try await withSimulators(["slew_rate": 0.1]) { simulators in
                try await withNodes([station.node()]) { nodes in
                    let admin = try await nodes[0].administrator()
                    let telescope = try await admin.makeTelescope(slewingAt: simulators.url)
                    let named: JSONValue = ["telescope_id": .string(telescope)]
                    try await station.database.server.stop(mode: "immediate")
                    let begun = ContinuousClock.now
                    let abort = try await admin.call("telescope/control/abort", named)
                    print("abort without a database:", ContinuousClock.now - begun)
                    #expect(abort.succeeded, "\(abort.json)")
                    _ = try await until(within: .seconds(50)) {
                        try await admin.call("telescope/status/get", named)["status"]?["slewing"] == false
                    }
                    try await station.database.server.start()
                }
            }
        }

        @Test func aRetainedSlewSentWhileTheNodeWasDownDoesNotFire() async throws {
            let station = try await Station.onSharedServers()
            try await withSimulators { simulators in
                try await withNodes([station.node()]) { nodes in
                    let node = nodes[0]
                    let admin = try await node.administrator()
                    let telescope = try await admin.makeTelescope(unparkedAt: simulators.url)
                    let named: JSONValue = ["telescope_id": .string(telescope)]
                    #expect(try await node.terminate() == 0)
                    let slew: JSONValue = [
                        "telescope_id": .string(telescope), "right_ascension": 6, "declination": 75,
                    ]
                    try await admin.send("telescope/control/slew", slew) { $0.isRetained = true }
                    try await admin.subscribe(admin.topic("telescope/control/slew"))
                    try await node.start()
                    _ = try await admin.answer(to: "the clearing") {
                        $0.topic.hasSuffix("telescope/control/slew") && $0.payload.isEmpty
                    }
                    let refusal = try await admin.next(on: admin.replies)
                    #expect(refusal.code == "invalid_request")
                    let status = try await admin.call("telescope/status/get", named)
                    #expect(status["status"]?["slewing"] != true)
                    #expect(status["motion"]?["motion_id"] == nil)
                }
            }
        }
    }
}
