import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Promise 5 of 3-protocol: a late command is not executed.
    @Suite struct AgeTests {
        @Test func aCommandWhoseEndIsPastIsExpired() async throws {
            let admin = try await SharedNode.administrator()
            let name = "late " + Identifier.hex(8)
            let answer = try await admin.call(
                "telescope/config/create", ["name": .string(name), "mount_type": "altaz"]
            ) {
                $0.expiresAt = Date(timeIntervalSinceNow: -5)
            }
            #expect(answer.code == "expired")
            #expect(answer.details["server_time"]?.text.flatMap { Timestamp.date($0) } != nil)
            let age = try #require(answer.details["age_seconds"]?.double)
            #expect(age >= 5 && age < 60)
            let list = try await admin.call("telescope/config/list", ["limit": 1000])
            #expect(list["configs"]?.elements?.contains { $0["name"] == .string(name) } == false)
        }

        @Test func anOldTimestampExpiresAMotionAndNothingElse() async throws {
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            let slew: JSONValue = ["telescope_id": .string(telescope), "right_ascension": 1, "declination": 2]
            let old = Date(timeIntervalSinceNow: -40)
            let motion = try await admin.call("telescope/control/slew", slew) { $0.timestamp = old }
            #expect(motion.code == "expired")
            #expect((motion.details["age_seconds"]?.double ?? 0) >= 40)
            let read = try await admin.call("telescope/config/get", ["id": .string(telescope)]) { $0.timestamp = old }
            #expect(read.succeeded)
        }

        @Test func anOldTimestampDoesNotStopAnAbort() async throws {
            try await withSimulators { simulators in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeTelescope()
                _ = try await admin.attachMount(telescope, at: simulators.url)
                let abort = try await admin.call("telescope/control/abort", ["telescope_id": .string(telescope)]) {
                    $0.timestamp = Date(timeIntervalSinceNow: -3600)
                }
                #expect(abort.succeeded, "\(abort.error)")
            }
        }

        @Test func aTimestampInTheFutureIsRefused() async throws {
            let admin = try await SharedNode.administrator()
            let answer = try await admin.call("telescope/config/list") {
                $0.timestamp = Date(timeIntervalSinceNow: 60)
            }
            #expect(answer.code == "invalid_request")
            #expect(answer.details["server_time"]?.text != nil)
            #expect((answer.details["age_seconds"]?.double ?? 0) < -10)
        }

        @Test func theExpiryOfTheMessageRunsOutWhileItWaitsForItsTurn() async throws {
            let quirky = try await QuirkyAlpacaServer.start()
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            _ = try await admin.attachMount(telescope, at: quirky.url("hesitant"))
            let slew: JSONValue = [
                "telescope_id": .string(telescope), "right_ascension": 3, "declination": 80, "replace": true,
            ]
            // Each takes the mount a second to accept, and they go one after another.
            for _ in 0..<6 { try await admin.send("telescope/control/slew", slew) }
            let late = try await admin.call(
                "telescope/control/track", ["telescope_id": .string(telescope), "tracking": false]
            ) { $0.messageExpiry = 3 }
            #expect(late.code == "expired")
            await quirky.stop()
        }

        @Test func aRetainedSlewIsRefusedAndCleared() async throws {
            let station = try await OpenStation.shared()
            let admin = try await station.node.administrator()
            let telescope = try await admin.makeTelescope()
            let slew: JSONValue = ["telescope_id": .string(telescope), "right_ascension": 1, "declination": 2]
            try await admin.subscribe(admin.topic("telescope/control/slew"))
            let refused = try await admin.call("telescope/control/slew", slew) { $0.isRetained = true }
            #expect(refused.code == "invalid_request")
            _ = try await admin.answer(to: "the clearing") {
                $0.topic.hasSuffix("telescope/control/slew") && $0.payload.isEmpty && $0.isRetained
            }
            let late = try await MQTTCaller.connected(to: station.node)
            try await late.subscribe(late.topic("telescope/control/#"))
            try await late.fence()
            #expect(late.left(on: late.topic("telescope/control/slew")).isEmpty)
        }
    }
}
