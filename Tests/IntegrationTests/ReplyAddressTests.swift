import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Nobody makes a node publish where it should not.
    @Suite struct ReplyAddressTests {
        @Test(
            arguments: Doorway.allCases,
            [
                "{prefix}/elsewhere/{id}", "{prefix}/client/{id}/inbox/a/b", "{prefix}/client/{id}/other",
                "{prefix}/client/{id}/replies/a/b", "{prefix}/client/{id}", "{prefix}/coordinator/telescope/{id}",
                "{prefix}/coordinator/health/{id}", "{prefix}/client//replies", "{prefix}/node/{id}/replies",
                "{prefix}/client/{id}{long}/replies", "elsewhere/{id}",
                // What a client called {id}/replies, {id}/inbox or {id}/events may read.
                "{prefix}/client/{id}/replies/replies", "{prefix}/client/{id}/replies/events",
                "{prefix}/client/{id}/inbox/replies", "{prefix}/client/{id}/inbox/events",
                "{prefix}/client/{id}/inbox/inbox-events",
            ])
        func anAddressOutsideTheAllowedOnesIsNeverWrittenTo(place: Doorway, pattern: String) async throws {
            let caller = try await place.caller()
            let watcher = try await place.watcher()
            let address = pattern.replacing("{prefix}", with: caller.prefix).replacing("{id}", with: caller.id)
                .replacing("{long}", with: String(repeating: "x", count: 300))
            let suffix = "security/auth/validate"
            try await watcher.subscribe(address)
            try await watcher.subscribe(caller.derived(suffix))
            for replyTo in [Command.ReplyTo.property(address), .field(address)] {
                let id = Identifier.unique()
                try await caller.send(suffix, ["token": "x"]) {
                    $0.replyTo = replyTo
                    $0.messageID = id
                    $0.extra = ["correlation_id": .string(id)]
                }
                let refusal = try await watcher.next(on: caller.derived(suffix)) {
                    $0.json["correlation_id"]?.text == id
                }
                #expect(refusal.code == "invalid_request")
                try await caller.fence()
                try await watcher.fence()
                #expect(watcher.left(on: address).isEmpty)
            }
        }

        @Test(arguments: ["{prefix}/client/a+b/replies", "{prefix}/client/#", "{prefix}/client/a\u{7}b/replies"])
        func anAddressThatIsNoTopicIsRefused(pattern: String) async throws {
            let station = try await OpenStation.shared()
            let caller = try await MQTTCaller.connected(to: station.node)
            let suffix = "security/auth/validate"
            try await caller.subscribe(caller.derived(suffix))
            let id = Identifier.unique()
            try await caller.send(suffix, ["token": "x"]) {
                $0.replyTo = .field(pattern.replacing("{prefix}", with: caller.prefix))
                $0.extra = ["correlation_id": .string(id)]
            }
            let refusal = try await caller.next(on: caller.derived(suffix)) { $0.json["correlation_id"]?.text == id }
            #expect(refusal.code == "invalid_request")
        }

        @Test func theRefusedCommandIsNotExecuted() async throws {
            let station = try await OpenStation.shared()
            let admin = try await station.node.administrator()
            let name = "unheard " + Identifier.hex(8)
            let suffix = "telescope/config/create"
            try await admin.subscribe(admin.derived(suffix))
            try await admin.send(suffix, ["name": .string(name), "mount_type": "altaz"]) {
                $0.replyTo = .property("elsewhere")
            }
            #expect(try await admin.next(on: admin.derived(suffix)).code == "invalid_request")
            let list = try await admin.call("telescope/config/list", ["limit": 1000])
            #expect(list["configs"]?.elements?.contains { $0["name"] == .string(name) } == false)
        }

        @Test func aStrangerMayNotBeAnsweredAtANodesTopic() async throws {
            let station = try await OpenStation.shared()
            let admin = try await station.node.administrator()
            let address = "\(admin.prefix)/node/main/replies"
            let suffix = "telescope/config/list"
            try await admin.subscribe(address)
            try await admin.subscribe(admin.derived(suffix))
            let id = Identifier.unique()
            try await admin.send(suffix) {
                $0.replyTo = .property(address)
                $0.messageID = id
            }
            let refusal = try await admin.next(on: admin.derived(suffix)) { $0.json["correlation_id"]?.text == id }
            #expect(refusal.code == "invalid_request")
            try await admin.fence()
            #expect(admin.left(on: address).isEmpty)
        }

        @Test func aPrivateReplyTopicMayHaveABranch() async throws {
            let caller = try await SharedNode.stranger()
            try await caller.subscribe(caller.replies + "/+")
            let answer = try await caller.call("security/auth/validate", ["token": "x"]) {
                $0.replyTo = .field(caller.replies + "/branch-1")
            }
            #expect(answer.succeeded)
        }

        @Test func withAListenerForOtherMachinesNoReplyIsSharedUnlessSomebodySaysSo() async throws {
            let admin = try await Doorway.local.administrator()
            let node = try await Doorway.network.watcher()
            let listeners = [try await Doorway.local.caller("ear"), try await Doorway.network.caller("ear")]
            for ear in listeners + [node] { try await ear.subscribe(ear.topic("+/response/#")) }
            try await admin.send("telescope/config/list") { $0.replyTo = .nowhere }
            let plain = try await node.next(on: admin.derived("telescope/config/list"))
            #expect(plain.succeeded)
            #expect(plain["configs"] == nil)
            let password = try await Doorway.local.node().adminPassword()
            try await admin.send("security/auth/login", ["username": "admin", "password": .string(password)]) {
                $0.replyTo = .nowhere
            }
            let secret = try await node.next(on: admin.derived("security/auth/login"))
            #expect(secret.code == "invalid_request")
            #expect(secret["token"] == nil)
            for listener in listeners {
                try await listener.fence()
                #expect(listener.left { $0.topic.contains("/response/") }.isEmpty)
            }
        }

        @Test func onTheLoopbackInterfaceOnlyAReplyWithoutAnAddressIsSharedByDefault() async throws {
            let admin = try await SharedNode.administrator()
            let listener = try await SharedNode.stranger()
            try await listener.subscribe(listener.topic("+/response/#"))
            try await admin.send("telescope/config/list") { $0.replyTo = .nowhere }
            let heard = try await listener.next(on: admin.derived("telescope/config/list"))
            #expect(heard["configs"] != nil)
        }

        @Test func onASharedTopicWithoutSharedRepliesThereIsNoContentAndNoSecret() async throws {
            // The node's own broker would let nobody read there.
            let station = try await Station.onSharedServers()
            try await withNodes([station.node()]) { nodes in
                let node = nodes[0]
                let admin = try await node.administrator()
                _ = try await admin.call(
                    "config/update/message-coordinator", ["config_key": "shared_replies", "config_value": false]
                ).value()
                try await admin.subscribe(admin.derived("security/auth/login"))
                try await admin.subscribe(admin.derived("telescope/config/list"))
                try await admin.send("telescope/config/list") { $0.replyTo = .nowhere }
                let plain = try await admin.next(on: admin.derived("telescope/config/list"))
                #expect(plain.succeeded)
                #expect(plain["configs"] == nil)
                let password = try node.adminPassword()
                try await admin.send("security/auth/login", ["username": "admin", "password": .string(password)]) {
                    $0.replyTo = .nowhere
                }
                let secret = try await admin.next(on: admin.derived("security/auth/login"))
                #expect(secret.code == "invalid_request")
                #expect(secret.error.contains("private reply topic"))
                #expect(secret["token"] == nil)
                let back = try await admin.call(
                    "config/update/message-coordinator", ["config_key": "shared_replies", "config_value": .null])
                #expect(back["old_value"] == false && back["new_value"] == .null, "\(back.json)")
            }
        }
    }
}
