import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// What nodes and clients do not believe, even on a broker that lets everybody say and hear everything.
    @Suite struct ForgeryTests {
        @Test func healthOfItsOwnCoordinatorsIsNotBelievedFromOutside() async throws {
            let node = try await OpenStation.shared().node
            let admin = try await node.administrator()
            let forger = try await MQTTCaller.connected(to: node)
            func forge(_ coordinator: String) async throws {
                let report: JSONValue = [
                    "component": .string(coordinator), "status": "unhealthy", "message": "forged",
                    "timestamp": .string(Timestamp.text(Date())),
                    "details": ["uptime_seconds": 1, "checks": [:]],
                ]
                let envelope: JSONValue = [
                    "message_id": .string(Identifier.unique()), "type": "status",
                    "source": .string("coordinator:" + coordinator), "payload": report,
                ]
                try await forger.publish(
                    OutboundMessage(
                        topic: forger.topic("health/\(coordinator)"), payload: try WireJSON.encode(envelope),
                        qos: .atLeastOnce))
            }
            try await forge("security-coordinator")
            // One that nobody hosts is heard: when it shows, what was said before has been heard too.
            try await forge("elsewhere-coordinator")
            _ = try await until(within: .seconds(20)) {
                let all = try await admin.call("message/health/get")
                return all["components"]?["elsewhere-coordinator"]?["message"] == "forged"
            }
            let all = try await admin.call("message/health/get")
            #expect(all["components"]?["security-coordinator"]?["message"] != "forged")
        }

        @Test func aNodeIsNotToldThatItIsGone() async throws {
            let node = try await OpenStation.shared().node
            let admin = try await node.administrator()
            let forger = try await MQTTCaller.connected(to: node)
            let name = try await node.record.node
            let ghost = "ghost-" + Identifier.hex(6)
            for victim in [name, ghost] {
                let will: JSONValue = ["state": "offline", "epoch": .integer(9_000_000_000_000_000)]
                try await forger.publish(
                    OutboundMessage(
                        topic: "\(forger.prefix)/node/\(victim)/presence", payload: try WireJSON.encode(will),
                        qos: .atLeastOnce))
            }
            func state(_ node: String) async throws -> String? {
                let all = try await admin.call("message/health/get")
                return all["nodes"]?.elements?.first { $0["node"] == .string(node) }?["state"]?.text
            }
            _ = try await until(within: .seconds(20)) { try await state(ghost) == "offline" }
            #expect(try await state(name) == "online")
            _ = try await admin.call("message/node/forget", ["node": .string(ghost)]).value()
        }

        @Test func aForgedPathDoesNotReplaceTheConfiguredPasswordFile() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node("run --all --except telescope", name: "main")
            let dome = try station.node("run --only telescope", name: "dome")
            try await withNodes([main]) { _ in
                let forger = try await station.client()
                // It can be read, and opens nothing.
                let forged: JSONValue = [
                    "pgpass_path": .string(Data("/etc/passwd".utf8).base64EncodedString()), "version": "1.0",
                ]
                try await forger.publish(
                    OutboundMessage(
                        topic: forger.topic("bootstrap/credentials"), payload: try WireJSON.encode(forged),
                        qos: .atLeastOnce, retain: true))
                try await withNodes([dome]) { _ in
                    let used = try await dome.record.database.passfile
                    #expect(used == dome.path(".pgpass"))
                }
            }
        }

        @Test func callBelievesTheReplyWithItsOwnIdOnly() async throws {
            // No node: the forger is the only one who answers.
            let station = try await Station.onSharedServers()
            let forger = try await station.client()
            let suffix = "message/health/get"
            try await forger.subscribe(forger.topic(suffix))
            async let calling = Program.run(
                try Program.bigskies(),
                [
                    "call", suffix, "--broker", "127.0.0.1:\(station.broker.port)", "--prefix", station.prefix,
                    "--wait", "30", "--compact",
                ], environment: ["HOME": "/nowhere"])
            let asked = try await forger.answer(to: "the command") { $0.topic == forger.topic(suffix) }
            let place = try #require(asked.message.responseTopic)
            let id = try #require(asked.json["message_id"]?.text)
            for correlation in [Identifier.unique(), String(id.dropLast()), "", id] {
                let text: JSONValue = .string(correlation == id ? "genuine" : "forged")
                let reply: JSONValue = [
                    "message_id": .string(Identifier.unique()), "type": "response",
                    "correlation_id": .string(correlation), "source": "coordinator:message",
                    "payload": ["success": true, "text": text],
                ]
                try await forger.publish(
                    OutboundMessage(
                        topic: place, payload: try WireJSON.encode(reply), qos: .atLeastOnce,
                        correlationData: Data(correlation.utf8)))
            }
            let result = try await calling
            #expect(result.output.contains("genuine"), "\(result.error)")
            #expect(!result.output.contains("forged"))
        }

        @Test func aNodeBelievesTheReplyWithItsOwnIdOnly() async throws {
            let station = try await Station.onSharedServers()
            // Nobody hosts the telescopes: the forger is the only one who answers.
            try await withNodes([station.node("run --all --except telescope")]) { nodes in
                let admin = try await nodes[0].administrator()
                let forger = try await station.client()
                let suffix = "telescope/config/list"
                try await forger.subscribe(forger.topic(suffix))
                let door = ControlDoor(try await nodes[0].record.controlSocket)
                async let asking = door.ask(suffix, [:], token: admin.token)
                let asked = try await forger.answer(to: "the command") { $0.topic == forger.topic(suffix) }
                let place = try #require(asked.message.responseTopic)
                let genuine = try #require(asked.message.correlationData)
                for correlation in [Data(Identifier.unique().utf8), genuine.dropLast(), genuine] {
                    let text: JSONValue = .string(correlation == genuine ? "genuine" : "forged")
                    let reply: JSONValue = [
                        "message_id": .string(Identifier.unique()), "type": "response",
                        "payload": ["success": true, "text": text],
                    ]
                    try await forger.publish(
                        OutboundMessage(
                            topic: place, payload: try WireJSON.encode(reply), qos: .atLeastOnce,
                            correlationData: Data(correlation)))
                }
                #expect(try await asking["text"] == "genuine")
            }
        }

        @Test(arguments: Doorway.allCases)
        func aCapturedCommandIsNotExecutedAgain(place: Doorway) async throws {
            let admin = try await place.administrator()
            let thief = try await place.caller("thief")
            // At a broker with rules nobody but a node hears a command: here one gives it away.
            let traitor = try await place.watcher()
            let (suffix, name) = ("telescope/site/create", "captured " + Identifier.hex(8))
            try await traitor.subscribe(traitor.topic(suffix))
            let site: JSONValue = [
                "name": .string(name), "latitude": 10, "longitude": 20, "elevation": 30, "timezone": "UTC",
            ]
            let first = try await admin.call(suffix, site)
            let captured = try await traitor.answer(to: "the capture") { $0.topic == traitor.topic(suffix) }.message
            for isRetained in [false, false, true] {
                let again = try await thief.call(suffix) {
                    $0.bytes = captured.payload
                    $0.isRetained = isRetained
                }
                // The first reply once more, or a refusal: nothing is done.
                #expect(again["id"] == first["id"] || again.code == "invalid_request", "\(again.json)")
            }
            let list = try await admin.call("telescope/site/list", ["limit": 1000])
            #expect(list["sites"]?.elements?.filter { $0["name"] == .string(name) }.count == 1)
        }

        @Test(arguments: Doorway.allCases)
        func aCapturedMotionIsWorthNothingAfterItsTime(place: Doorway) async throws {
            let admin = try await place.administrator()
            let thief = try await place.caller("thief")
            let traitor = try await place.watcher()
            let telescope = try await admin.makeTelescope()
            let suffix = "telescope/control/slew"
            try await traitor.subscribe(traitor.topic(suffix))
            let slew: JSONValue = ["telescope_id": .string(telescope), "right_ascension": 1, "declination": 2]
            // Sent a little before the end of its time, captured, and sent again after it under another name.
            _ = try await admin.call(suffix, slew) { $0.timestamp = Date(timeIntervalSinceNow: -29) }
            let captured = try await traitor.answer(to: "the capture") { $0.topic == traitor.topic(suffix) }
            var forged = captured.json.members ?? [:]
            forged["message_id"] = .string(Identifier.unique())
            let late = try await until(within: .seconds(20)) {
                let again = try await thief.call(suffix) { $0.bytes = try? WireJSON.encode(JSONValue.object(forged)) }
                forged["message_id"] = .string(Identifier.unique())
                return again.code == "expired"
            }
            print("a captured motion is late after", late)
        }
    }
}
