import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Two clients at the two listeners of the broker that a node brings: what one may not do to the other.
    @Suite struct HostileClientTests {
        /// What somebody who wants to hear everything subscribes to.
        private static let greed = [
            "#", "+/#", "{prefix}/#", "{prefix}/+/+/replies", "{prefix}/+/+/inbox", "{prefix}/client/#",
            "{prefix}/client/+/replies/+", "{prefix}/client/+/inbox/+", "{prefix}/client/{victim}/#",
            "{prefix}/client/{victim}/replies", "{prefix}/client/{victim}/inbox", "{prefix}/client/{victim}/events/#",
            "{prefix}/client/{victim}/inbox/events/#", "{prefix}/node/#", "{prefix}/coordinator/#",
            "{prefix}/coordinator/security/auth/#", "$share/thieves/{prefix}/#",
            "$share/thieves/{prefix}/client/{victim}/replies", "$share/thieves/{prefix}/client/{victim}/inbox",
            "$share/thieves/{prefix}/coordinator/telescope/config/list", "$SYS/#",
        ]

        /// What reaches a client that listens everywhere while somebody else logs in and works.
        private func overheard(
            of place: Doorway, from ear: Doorway
        ) async throws -> (heard: [InboundMessage], secrets: [String]) {
            let victim = try await place.caller("victim")
            let thief = try await ear.caller("thief")
            for filter in Self.greed {
                try await thief.subscribe(
                    filter.replacing("{prefix}", with: thief.prefix).replacing("{victim}", with: victim.id))
            }
            let password = try await place.node().adminPassword()
            let login = try await victim.logIn("admin", password)
            for _ in 0..<5 { _ = try await victim.call("telescope/config/list").value() }
            try await thief.fence()
            let own = thief.id
            return (
                thief.left { !$0.topic.contains(own) },
                [password, try login.text("token"), try login.text("refresh_token")]
            )
        }

        @Test(arguments: Doorway.pairs)
        func noFilterHearsTheTokenTheCommandOrTheReplyOfAnother(place: Doorway, ear: Doorway) async throws {
            let (heard, secrets) = try await overheard(of: place, from: ear)
            let texts = heard.map { String(decoding: $0.payload, as: UTF8.self) }
            for secret in secrets { #expect(!texts.contains { $0.contains(secret) }) }
            let topics = Set(heard.map(\.topic))
            // It does hear what is for all, so the filters work.
            #expect(topics.contains { $0.contains("/coordinator/health/") })
            for part in ["/client/", "/replies", "/inbox", "/probe", "/auth/", "/config/list", "$SYS"] {
                #expect(topics.filter { $0.contains(part) }.isEmpty)
            }
        }

        @Test func withoutTheRulesOfTheBrokerTheSameFiltersHearAll() async throws {
            let (heard, secrets) = try await overheard(of: .open, from: .open)
            let texts = heard.map { String(decoding: $0.payload, as: UTF8.self) }
            for secret in secrets { #expect(texts.contains { $0.contains(secret) }) }
        }

        /// What a client of somebody else's program hears in two seconds, under an id and with filters of its choice.
        private func heard(at ear: Doorway, as id: String, _ filters: [String]) async throws -> String {
            let station = try await GuardedStation.shared()
            var words = ["-i", id, "-W", "2", "-v"] + filters.flatMap { ["-t", $0] }
            if ear == .local {
                words += ["-p", "\(try await station.node.record.broker.port)"]
            } else {
                let account = "thief-" + Identifier.hex(8)
                words += ["-h", station.network.host, "-p", "\(station.network.port)", "--cafile", station.authority]
                words += ["-u", account, "-P", try await station.password(account)]
            }
            return try await Program.run("mosquitto_sub", words).output
        }

        @Test(
            arguments: Doorway.guarded,
            ["{victim}/{leaf}", "{victim}/events", "{victim}/{leaf}/x", "{victim}/#", "+", "#"])
        func aNameThatLooksLikeATopicHearsNothing(place: Doorway, name: String) async throws {
            let victim = try await place.administrator()
            let id = name.replacing("{victim}", with: victim.id)
                .replacing("{leaf}", with: place == .local ? "replies" : "inbox")
            async let heard = heard(
                at: place, as: id, ["\(victim.prefix)/client/#", victim.replies, "\(victim.prefix)/client/+/+"])
            let end = ContinuousClock.now + .seconds(2)
            // A refusal for the rate is a reply as well.
            while ContinuousClock.now < end { _ = try await victim.call("telescope/config/list") }
            let text = try await heard
            #expect(text.isEmpty, "\(text.prefix(300))")
        }

        @Test(arguments: Doorway.guarded)
        func whoTakesTheIdOfAnAccountHearsNothingThatIsMeantForIt(ear: Doorway) async throws {
            let victim = try await Doorway.network.caller("victim")
            let node = try await Doorway.network.watcher()
            async let heard = heard(
                at: ear, as: victim.id,
                ["\(victim.prefix)/client/\(victim.id)/#", victim.replies, victim.replies + "/+"])
            let end = ContinuousClock.now + .seconds(2)
            while ContinuousClock.now < end {
                for topic in [victim.replies, victim.replies + "/x"] {
                    try await node.publish(OutboundMessage(topic: topic, payload: Data("told".utf8), qos: .atLeastOnce))
                }
            }
            let text = try await heard
            #expect(text.isEmpty, "\(text.prefix(300))")
        }

        @Test(arguments: Doorway.pairs, [true, false])
        func nobodySaysWhatOnlyNodesSay(places: (Doorway, Doorway), isRetained: Bool) async throws {
            let (place, mouth) = places
            let victim = try await place.administrator()
            let forger = try await mouth.caller("forger")
            let (prefix, name) = (forger.prefix, try await place.node().record.node)
            let telescope = UUID().text
            let heard = [
                "coordinator/health/security-coordinator", "coordinator/health/nobody-coordinator",
                "coordinator/security/health/status", "coordinator/bootstrap/credentials", "node/\(name)/presence",
                "node/ghost/presence", "coordinator/telescope/event/state/\(telescope)",
                "coordinator/application/event/service_status",
                "coordinator/security/response/auth/login/response",
                "client/\(victim.id)/replies", "client/\(victim.id)/replies/x",
                "client/\(victim.id)/inbox", "client/\(victim.id)/inbox/x",
                "client/\(victim.id)/events/telescope/state/\(telescope)",
                "client/\(victim.id)/inbox/events/telescope/state/\(telescope)",
            ]
            for topic in heard { try await victim.subscribe("\(prefix)/\(topic)") }
            let others = ["node/\(name)/replies", "node/\(name)/probe", "x", ""]
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

        @Test(
            arguments: Doorway.allCases, ["a/replies", "+", "#", "../coordinator/health", "a/../../x", "", "a\u{7}b"])
        func eventsGoToNoTopicThatTheirClientMakesUp(place: Doorway, client: String) async throws {
            let admin = try await place.administrator()
            let watcher = try await place.watcher()
            let telescope = try await admin.makeTelescope()
            let suffix = "telescope/event/subscribe"
            try await watcher.subscribe(admin.derived(suffix))
            try await admin.send(suffix, ["telescope_id": .string(telescope), "client_id": .string(client)]) {
                $0.replyTo = .nowhere
            }
            let answer = try await watcher.next(on: admin.derived(suffix))
            #expect(answer.code == "invalid_request", "\(answer.json)")
        }
    }
}
