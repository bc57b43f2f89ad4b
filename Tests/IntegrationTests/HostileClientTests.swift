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
            "{prefix}/client/{victim}/inbox-events/#", "{prefix}/node/#", "{prefix}/coordinator/#",
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

        /// The options with which somebody else's program comes in, under an id of its choice where one may choose.
        private func options(at ear: Doorway, as id: String) async throws -> [String] {
            let station = try await GuardedStation.shared()
            guard ear == .network else { return ["-i", id, "-p", "\(try await station.node.record.broker.port)"] }
            let account = "thief-" + Identifier.hex(8)
            return [
                "-i", id, "-h", station.network.host, "-p", "\(station.network.port)", "--cafile", station.authority,
                "-u", account, "-P", try await station.password(account),
            ]
        }

        /// What a client of somebody else's program hears in two seconds, under an id and with filters of its choice, beside
        /// what everybody may hear.
        private func heard(at ear: Doorway, as id: String, _ filters: [String]) async throws -> [String] {
            let forAll = try await GuardedStation.shared().node.record.prefix + "/node/"
            let words = try await options(at: ear, as: id)
            let result = try await Program.run(
                "mosquitto_sub",
                words + ["-W", "2", "-v"] + (filters + [forAll + "+/presence"]).flatMap { ["-t", $0] })
            // It was let in, and nothing but its time made it end.
            #expect(result.status == 27, "\(result.error)")
            // It was told what it asked for last, so it had asked for the rest. A name with wildcards is told nothing at all.
            let isToldAnything = ear == .network || !id.contains { "+#".contains($0) }
            #expect(result.lines.contains { $0.hasPrefix(forAll) } == isToldAnything, "\(result.output)")
            return result.lines.filter { !$0.hasPrefix(forAll) }
        }

        /// What clients with such ids hear while somebody else is told something again and again.
        private func heard(
            at ear: Doorway, as ids: Set<String>, _ filters: [String],
            while telling: @escaping @Sendable () async throws -> Void
        ) async throws -> [String] {
            try await withThrowingTaskGroup(of: [String].self) { group in
                // Over the network the account's name is the id, whatever a client says.
                let ids = ear == .network ? ["chosen"] : ids
                for id in ids { group.addTask { try await heard(at: ear, as: id, filters) } }
                group.addTask {
                    while true {
                        try await telling()
                        // So that the broker has time for the listeners.
                        try await Task.sleep(for: .milliseconds(5))
                    }
                }
                var lines: [String] = []
                for _ in ids { lines += try await group.next() ?? [] }
                group.cancelAll()
                return lines
            }
        }

        @Test(arguments: Doorway.guarded)
        func aNameThatLooksLikeATopicHearsNothing(place: Doorway) async throws {
            let victim = try await place.administrator()
            let below = ["replies", "replies/x", "events", "inbox", "#"].map { "\(victim.id)/\($0)" }
            let filters = ["\(victim.prefix)/client/#", victim.replies, "\(victim.prefix)/client/+/+"]
            let lines = try await heard(at: place, as: Set(below + ["+", "#"]), filters) {
                // A refusal for the rate is a reply as well.
                _ = try await victim.call("telescope/config/list")
            }
            #expect(lines.isEmpty)
        }

        @Test(arguments: Doorway.guarded)
        func noNameHearsWhatIsMeantForAnAccount(ear: Doorway) async throws {
            let victim = try await Doorway.network.administrator()
            let telescope = try await victim.makeTelescope()
            let answer = try await victim.call("telescope/event/subscribe", ["telescope_id": .string(telescope)])
            let events = try #require(try answer.value()["topics"]?.members).values.compactMap(\.text)
            #expect(!events.isEmpty)
            let topics = events + [victim.replies, victim.replies + "/x"]
            let node = try await Doorway.network.watcher()
            // Else it would come back for its place at once, and the thief would hardly be there.
            await victim.disconnect()
            // The account itself, each of its topics, and all that is above one of them.
            let clients = "\(victim.prefix)/client/"
            let above = topics.flatMap { topic in
                let levels = topic.dropFirst(clients.count).split(separator: "/")
                return (1...levels.count).map { levels.prefix($0).joined(separator: "/") }
            }
            let ids = Set(above + ["replies", "events", "inbox/events"].map { "\(victim.id)/\($0)" })
            let lines = try await heard(at: ear, as: ids, ["\(clients)\(victim.id)/#"] + topics) {
                for topic in topics {
                    try await node.publish(OutboundMessage(topic: topic, payload: Data("told".utf8), qos: .atLeastOnce))
                }
            }
            #expect(lines.isEmpty)
        }

        @Test(arguments: Doorway.guarded)
        func aLastWillSaysNothingThatOnlyNodesSay(place: Doorway) async throws {
            let watcher = try await place.watcher()
            let name = try await place.node().record.node
            let forbidden = "\(watcher.prefix)/node/\(name)/presence"
            let allowed = watcher.topic("telescope/config/\(Identifier.hex(12))")
            for topic in [forbidden, allowed] {
                try await watcher.subscribe(topic)
                let words = try await options(at: place, as: "dying-\(Identifier.hex(12))")
                let result = try await Program.run(
                    "mosquitto_sub",
                    // At the end of its time it leaves with its will (MQTT 5, reason 4).
                    words + ["-V", "5", "-W", "1", "-t", "\(watcher.prefix)/node/+/presence"]
                        + ["--will-topic", topic, "--will-payload", #"{"will":"forged"}"#, "--will-qos", "1"])
                #expect(result.status == 27, "\(result.error)")
            }
            // The later will is heard, so the earlier one was not published.
            let last = try await watcher.next(on: allowed)
            #expect(last.json["will"] == "forged")
            #expect(watcher.left(on: forbidden).allSatisfy { !$0.payload.contains("forged".utf8) })
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
                "client/\(victim.id)/inbox-events/telescope/state/\(telescope)",
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
