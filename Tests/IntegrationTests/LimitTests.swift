import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Promises 6 and 12 of 3-protocol: limits, and what is exempt from them.
    @Suite struct LimitTests {
        @Test func aHugeMessageIsRefusedWithTheLimit() async throws {
            let admin = try await SharedNode.administrator()
            let text = String(repeating: "x", count: 300 << 10)
            let answer = try await admin.call("telescope/config/list", ["padding": .string(text)])
            #expect(answer.code == "invalid_request")
            #expect(answer.details["limit"] == 262_144)
        }

        @Test func aHugeMessageWithoutAnAddressIsRefusedOnTheDerivedTopicWithoutIds() async throws {
            let caller = try await SharedNode.stranger()
            let suffix = "telescope/site/get"
            try await caller.subscribe(caller.derived(suffix))
            let text = String(repeating: "x", count: 300 << 10)
            try await caller.send(suffix, ["padding": .string(text)]) { $0.replyTo = .nowhere }
            let answer = try await caller.next(on: caller.derived(suffix))
            #expect(answer.code == "invalid_request")
            #expect(answer.json["correlation_id"] == nil)
        }

        @Test func sixtyFourLevelsAreReadAndSixtyFiveAreNot() async throws {
            let caller = try await SharedNode.stranger()
            func message(levels: Int) -> Data {
                // The object itself is one level.
                Data(
                    (#"{"token":"x","deep":"# + String(repeating: "[", count: levels - 1)
                        + String(repeating: "]", count: levels - 1) + "}").utf8)
            }
            let deep = try await caller.call("security/auth/validate") { $0.bytes = message(levels: 64) }
            #expect(deep.succeeded, "\(deep.error)")
            let tooDeep = try await caller.call("security/auth/validate") { $0.bytes = message(levels: 65) }
            #expect(tooDeep.code == "invalid_request")
            #expect(tooDeep.details["limit"] == 64)
            let abyss = try await caller.call("security/auth/validate") { $0.bytes = message(levels: 100_000) }
            #expect(abyss.code == "invalid_request")
        }

        @Test func oneCallersHasteIsHisOwnAndSparesUrgentCommands() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let telescope = try await admin.makeTelescope()
            let hasty = try await admin.colleague(roles: ["operator"], on: node).caller
            // Slow enough that a busy machine is faster.
            func setRate(_ rate: JSONValue) async throws {
                _ = try await admin.call(
                    "config/update/message-coordinator", ["config_key": "rate_limit", "config_value": rate]
                ).value()
            }
            try await setRate(1)
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<600 {
                    group.addTask {
                        try await hasty.call("security/permission/check", ["resource": "telescope", "action": "read"])
                    }
                }
                group.addTask {
                    try await hasty.call("telescope/control/abort", ["telescope_id": .string(telescope)])
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.count == 601)
            let codes = Set(answers.compactMap(\.code))
            #expect(codes.contains("too_many_requests"))
            #expect(answers.count { $0.succeeded } >= 200)
            let aborts = answers.filter { $0["allowed"] == nil && $0.code != "too_many_requests" }
            #expect(aborts.count == 1)
            #expect(try await admin.call("telescope/config/get", ["id": .string(telescope)]).succeeded)
            try await setRate(100)
        }

        @Test func sixtyFourLoginsWaitAndTheRestAreTurnedAway() async throws {
            try await withNode { node in
                let caller = try await MQTTCaller.connected(to: node)
                let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                    for number in 0..<100 {
                        group.addTask {
                            try await caller.call(
                                "security/auth/login",
                                ["username": .string("nobody\(number)"), "password": .string(MQTTCaller.password)],
                                within: .seconds(120)
                            ) { $0.messageExpiry = 120 }
                        }
                    }
                    return try await group.reduce(into: [Answer]()) { $0.append($1) }
                }
                let refused = answers.count { $0.code == "too_many_requests" }
                let checked = answers.count { $0.code == "unauthenticated" }
                #expect(refused + checked == 100)
                #expect(refused > 0)
                #expect(checked >= 64)
            }
        }

        @Test func anAbortIsAnsweredWhileTheQueueIsFull() async throws {
            let quirky = try await QuirkyAlpacaServer.start()
            try await withNode { node in
                let admin = try await node.administrator()
                let telescope = try await admin.makeTelescope()
                _ = try await admin.attachMount(telescope, at: quirky.url("hesitant"))
                for (key, value): (String, JSONValue) in [("rate_limit", 0), ("max_queue_size", 10)] {
                    _ = try await admin.call(
                        "config/update/message-coordinator", ["config_key": .string(key), "config_value": value]
                    ).value()
                }
                let slew: JSONValue = [
                    "telescope_id": .string(telescope), "right_ascension": 3, "declination": 80, "replace": true,
                ]
                // The mount takes a second for each, and they go one after another.
                for _ in 0..<600 { try await admin.send("telescope/control/slew", slew) }
                _ = try await admin.next(on: admin.replies) { $0.code == "unavailable" }
                let begun = ContinuousClock.now
                let abort = try await admin.call("telescope/control/abort", ["telescope_id": .string(telescope)])
                print("abort with a full queue:", ContinuousClock.now - begun)
                #expect(abort.succeeded, "\(abort.error)")
            }
            await quirky.stop()
        }
    }
}
