import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// What a node says of itself without being asked: health, presence, credentials, its file.
    @Suite struct PresenceTests {
        private static let coordinators = [
            "bootstrap", "message", "application", "datastore", "security", "telescope",
        ]

        @Test(arguments: coordinators)
        func healthIsRetainedWithAnExpiry(coordinator: String) async throws {
            let caller = try await SharedNode.stranger()
            let topic = caller.topic("health/\(coordinator)-coordinator")
            try await caller.subscribe(topic)
            let health = try await caller.next(on: topic)
            #expect(health.message.isRetained)
            #expect(health.message.qos == .atLeastOnce)
            let rest = try #require(health.message.messageExpiry)
            #expect(rest > 0 && rest <= 90)
            #expect(health.isEnveloped)
            #expect(health.json["type"] == "status")
            #expect(health.json["source"] == .string("coordinator:\(coordinator)"))
            #expect(health["component"] == .string("\(coordinator)-coordinator"))
            // How well it is depends on what other tests do with this node.
            #expect(["healthy", "degraded", "unhealthy"].contains(health["status"]?.text))
            #expect(health["message"]?.text != nil)
            #expect(health["timestamp"]?.text.flatMap { Timestamp.date($0) } != nil)
            #expect(health.details["uptime_seconds"]?.double != nil)
            #expect(health.details["checks"]?.members != nil)
        }

        @Test func theWholeHealthIsPublicAndItsDetailsAreNot() async throws {
            let stranger = try await SharedNode.stranger()
            let admin = try await SharedNode.administrator()
            let all = try await stranger.call("message/health/get")
            let components = try #require(try all.value()["components"]?.members)
            for coordinator in Self.coordinators { #expect(components["\(coordinator)-coordinator"] != nil) }
            #expect(components.values.allSatisfy { $0["details"]?.members?.isEmpty != false })
            let detailed = try await admin.call("message/health/get", ["component": "datastore-coordinator"])
            let one = try #require(try detailed.value()["components"]?.members)
            #expect(Set(one.keys) == ["datastore-coordinator"])
            #expect(one["datastore-coordinator"]?["details"]?["checks"]?.members?.isEmpty == false)
            #expect(one["datastore-coordinator"]?["stale"] == false)
            let node = try await SharedNode.node().record.node
            #expect(detailed["nodes"]?.elements?.contains { $0["node"] == .string(node) } == true)
        }

        @Test func theNodesBirthIsRetained() async throws {
            let record = try await SharedNode.node().record
            let caller = try await SharedNode.stranger()
            let topic = "\(caller.prefix)/node/\(record.node)/presence"
            try await caller.subscribe(topic)
            let birth = try await caller.next(on: topic)
            #expect(birth.message.isRetained)
            #expect(birth.json["state"] == "online")
            #expect(birth.json["epoch"]?.whole == record.epoch)
            #expect(birth.json["version"] == .string(record.version))
            #expect(Set(birth.json["coordinators"]?.elements?.compactMap(\.text) ?? []) == Set(Self.coordinators))
        }

        @Test func theCredentialsAreRetainedAndBare() async throws {
            let record = try await SharedNode.node().record
            let caller = try await SharedNode.stranger()
            let topic = caller.topic("bootstrap/credentials")
            try await caller.subscribe(topic)
            let credentials = try await caller.next(on: topic)
            #expect(credentials.message.isRetained)
            #expect(!credentials.isEnveloped)
            #expect(credentials.json["version"] == "1.0")
            let path = try #require(credentials.json["pgpass_path"]?.text.flatMap { Data(base64Encoded: $0) })
            #expect(String(decoding: path, as: UTF8.self) == record.database.passfile)
        }

        @Test func theCredentialsAreToldOnRequestAtMostOnceASecond() async throws {
            let caller = try await SharedNode.stranger()
            let topic = caller.topic("bootstrap/credentials")
            try await caller.subscribe(topic)
            _ = try await caller.next(on: topic)
            let requests = ["\"datastore-coordinator\"", "datastore-coordinator", #"{"name":"datastore-coordinator"}"#]
            let asking = Task {
                for number in 0..<1000 {
                    let text = requests[number % requests.count]
                    try await caller.publish(
                        .init(topic: caller.topic("bootstrap/request"), payload: Data(text.utf8), qos: .atLeastOnce))
                    try await Task.sleep(for: .milliseconds(25))
                }
            }
            defer { asking.cancel() }
            var arrivals: [Duration] = []
            for _ in 0..<6 { arrivals.append(try await caller.next(on: topic).message.receivedAt) }
            // A busy machine hears one late and the next in time: only all pauses together are told apart from the
            // fortieth of a second between the requests, and from the half minute between what is told unasked.
            let together = arrivals[5] - arrivals[0]
            #expect(together >= .milliseconds(2500) && together < .seconds(60), "\(arrivals)")
        }

        @Test func healthIsSaidAtItsOtherTopicTooAndNotRetained() async throws {
            let admin = try await SharedNode.administrator()
            let topic = admin.topic("application/health/status")
            try await admin.subscribe(topic)
            try await admin.subscribe(admin.topic("application/event/service_status"))
            // A change of health: a service that says it is unwell.
            let service = "svc-" + Identifier.hex(8)
            try await admin.send(
                "service/event/register", ["id": .string(service), "name": "n", "endpoint": "http://127.0.0.1:1"])
            let interval = try await admin.call(
                "config/update/application-coordinator", ["config_key": "health_interval", "config_value": "1s"])
            _ = try interval.value()
            let health = try await admin.next(on: topic)
            #expect(!health.message.isRetained)
            #expect(health["component"] == "application-coordinator")
            _ = try await admin.call(
                "config/update/application-coordinator", ["config_key": "health_interval", "config_value": "30s"]
            ).value()
        }

        @Test func theNodesFileTellsAScriptEverythingAndNoPassword() async throws {
            let node = try await SharedNode.node()
            let record = try await node.record
            let path = node.directory + "/run/node.json"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let secrets = try FileManager.default.attributesOfItem(atPath: record.adminPasswordFile)
            #expect(secrets[.posixPermissions] as? Int == 0o600)
            #expect(!text.contains(try node.adminPassword()))
            #expect(Timestamp.date(record.readyAt) != nil)
            #expect(record.broker.managed && record.database.managed)
            #expect(FileManager.default.fileExists(atPath: record.controlSocket))
            #expect(node.log.contains("\(record.broker.port)"))
            #expect(node.log.contains(record.adminPasswordFile))
            #expect(!node.log.contains(try node.adminPassword()))
        }

        @Test func twoBareHeartbeatsWithOneIdBothCount() async throws {
            let admin = try await SharedNode.administrator()
            let service = "svc-" + Identifier.hex(8)
            let id: JSONValue = .string(service)
            _ = try await admin.call(
                "service/event/register", ["id": id, "name": "weather", "endpoint": "http://127.0.0.1:1"]
            ).value()
            func beat() async throws -> String {
                let beat = try await admin.call("service/event/heartbeat", ["id": id, "status": "healthy"]) {
                    $0.isEnveloped = false
                    $0.messageID = nil
                }
                _ = try beat.value()
                let known = try await admin.call("application/service/get", ["id": id]).value()
                let row = known["service"] ?? known["services"]?.elements?.first
                return row?["last_heartbeat"]?.text ?? ""
            }
            let first = try await beat()
            try await Task.sleep(for: .milliseconds(5))  // times are told in milliseconds
            let second = try await beat()
            #expect(!first.isEmpty)
            #expect(second > first)
        }

        @Test func aRegistrationShowsInTheList() async throws {
            let admin = try await SharedNode.administrator()
            let service = "svc-" + Identifier.hex(8)
            try await admin.subscribe(admin.topic("application/event/service_status"))
            _ = try await admin.call(
                "service/event/register",
                ["id": .string(service), "name": "weather", "endpoint": "http://127.0.0.1:1", "metadata": ["a": 1]]
            ).value()
            _ = try await admin.call(
                "service/event/heartbeat", ["id": .string(service), "status": "degraded"]
            ).value()
            let list = try await admin.call("application/service/list", ["status": "degraded", "limit": 1000])
            let row = try #require(list["services"]?.elements?.first { $0["id"] == .string(service) })
            #expect(row["endpoint"] == "http://127.0.0.1:1")
            #expect(row["metadata"]?["a"] == 1)
            _ = try await admin.call("service/event/unregister", ["id": .string(service)]).value()
            #expect(try await admin.call("application/service/get", ["id": .string(service)]).code == "not_found")
        }
    }
}
