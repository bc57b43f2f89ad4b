import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Two clients without an account on the broker that a node brings: what one may not do to the other.
    @Suite struct HostileClientTests {
        /// What somebody who wants to hear everything subscribes to.
        private static let greed = [
            "#", "+/#", "{prefix}/#", "{prefix}/+/+/replies", "{prefix}/client/#", "{prefix}/client/+/replies/+",
            "{prefix}/client/{victim}/#", "{prefix}/client/{victim}/replies", "{prefix}/client/{victim}/events/#",
            "{prefix}/node/#", "{prefix}/coordinator/#", "{prefix}/coordinator/security/auth/#",
            "$share/thieves/{prefix}/#", "$share/thieves/{prefix}/client/{victim}/replies",
            "$share/thieves/{prefix}/coordinator/telescope/config/list", "$SYS/#",
        ]

        /// What reaches a client that listens everywhere while somebody else logs in and works.
        private func overheard(on node: NodeProcess) async throws -> (heard: [InboundMessage], secrets: [String]) {
            let victim = try await MQTTCaller.connected(to: node)
            let thief = try await MQTTCaller.connected(to: node, id: "thief-" + Identifier.unique())
            for filter in Self.greed {
                try await thief.subscribe(
                    filter.replacing("{prefix}", with: thief.prefix).replacing("{victim}", with: victim.id))
            }
            let password = try node.adminPassword()
            let login = try await victim.logIn("admin", password)
            for _ in 0..<5 { _ = try await victim.call("telescope/config/list").value() }
            try await thief.fence()
            let own = thief.id
            return (
                thief.left { !$0.topic.contains(own) },
                [password, try login.text("token"), try login.text("refresh_token")]
            )
        }

        @Test func noFilterHearsTheTokenTheCommandOrTheReplyOfAnother() async throws {
            let (heard, secrets) = try await overheard(on: SharedNode.node())
            let texts = heard.map { String(decoding: $0.payload, as: UTF8.self) }
            for secret in secrets { #expect(!texts.contains { $0.contains(secret) }) }
            let topics = Set(heard.map(\.topic))
            // It does hear what is for all, so the filters work.
            #expect(topics.contains { $0.contains("/coordinator/health/") })
            for part in ["/client/", "/replies", "/probe", "/auth/", "/config/list", "$SYS"] {
                #expect(topics.filter { $0.contains(part) }.isEmpty)
            }
        }

        @Test func withoutTheRulesOfTheBrokerTheSameFiltersHearAll() async throws {
            let (heard, secrets) = try await overheard(on: OpenStation.shared().node)
            let texts = heard.map { String(decoding: $0.payload, as: UTF8.self) }
            for secret in secrets { #expect(texts.contains { $0.contains(secret) }) }
        }

        @Test(arguments: ["{victim}/replies", "{victim}/events", "{victim}/replies/x", "{victim}/#", "+", "#"])
        func aNameThatLooksLikeATopicHearsNothing(name: String) async throws {
            let node = try await SharedNode.node()
            let victim = try await node.administrator()
            let record = try await node.record
            let id = name.replacing("{victim}", with: victim.id)
            let filters = ["\(record.prefix)/client/#", victim.replies, "\(record.prefix)/client/+/replies"]
            let words = ["-p", "\(record.broker.port)", "-i", id, "-W", "2", "-v"] + filters.flatMap { ["-t", $0] }
            async let listening = Program.run("mosquitto_sub", words)
            let end = ContinuousClock.now + .seconds(2)
            // A refusal for the rate is a reply as well.
            while ContinuousClock.now < end { _ = try await victim.call("telescope/config/list") }
            let heard = try await listening
            #expect(heard.output.isEmpty, "\(heard.output.prefix(300))")
        }

        @Test(arguments: [true, false])
        func nobodySaysWhatOnlyNodesSay(isRetained: Bool) async throws {
            let node = try await SharedNode.node()
            let victim = try await node.administrator()
            let forger = try await MQTTCaller.connected(to: node, id: "forger-" + Identifier.unique())
            let (prefix, name) = (forger.prefix, try await node.record.node)
            let telescope = UUID().text
            let heard = [
                "coordinator/health/security-coordinator", "coordinator/health/nobody-coordinator",
                "coordinator/security/health/status", "coordinator/bootstrap/credentials", "node/\(name)/presence",
                "node/ghost/presence", "coordinator/telescope/event/state/\(telescope)",
                "coordinator/application/event/service_status",
                "coordinator/security/response/auth/login/response",
                "client/\(victim.id)/replies", "client/\(victim.id)/replies/x",
                "client/\(victim.id)/events/telescope/state/\(telescope)",
            ]
            for topic in heard { try await victim.subscribe("\(prefix)/\(topic)") }
            let others = ["client/\(victim.id)/inbox", "node/\(name)/replies", "node/\(name)/probe", "x", ""]
            let topics = (heard + others).map { "\(prefix)/\($0)" } + ["$SYS/broker/uptime", "elsewhere"]
            for topic in topics {
                let forgery = OutboundMessage(
                    topic: topic, payload: Data("forged".utf8), qos: .atLeastOnce, retain: isRetained)
                await #expect(throws: MQTTError.refused(reasonCode: 0x87), "\(topic)") {
                    try await forger.publish(forgery)
                }
            }
            try await victim.fence()
            #expect(victim.left { $0.payload == Data("forged".utf8) }.isEmpty)
        }

        @Test func aReplyIsNeverRetained() async throws {
            let node = try await OpenStation.shared().node
            let first = try await MQTTCaller.connected(to: node)
            let answer = try await first.call("security/auth/validate", ["token": "x"]) { $0.isRetained = true }
            #expect(answer.code == "invalid_request")
            let later = try await MQTTCaller.connected(to: node)
            try await later.subscribe("\(later.prefix)/client/#")
            try await later.fence()
            #expect(later.left(on: first.replies).isEmpty)
        }

        @Test(arguments: ["a/replies", "+", "#", "../coordinator/health", "a/../../x", "", "a\u{7}b"])
        func eventsGoToNoTopicThatTheirClientMakesUp(client: String) async throws {
            let admin = try await OpenStation.shared().node.administrator()
            let telescope = try await admin.makeTelescope()
            let suffix = "telescope/event/subscribe"
            try await admin.subscribe(admin.derived(suffix))
            try await admin.send(suffix, ["telescope_id": .string(telescope), "client_id": .string(client)]) {
                $0.replyTo = .nowhere
            }
            let answer = try await admin.next(on: admin.derived(suffix))
            #expect(answer.code == "invalid_request", "\(answer.json)")
        }
    }
}
