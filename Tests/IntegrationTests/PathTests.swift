import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// From a client that nobody here wrote to somebody else's mount and back.
    @Suite struct PathTests {
        @Test func theMosquittoProgramsSlewATelescopeAndReadWhereItPoints() async throws {
            try await withSimulators { simulators in
                let node = try await SharedNode.node()
                let shell = MosquittoTools(port: try await node.record.broker.port)
                let login = try await shell.ask(
                    "security/auth/login", ["username": "admin", "password": .string(node.adminPassword())])
                let token = try #require(login["token"])
                let config = try await shell.ask(
                    "telescope/config/create",
                    ["token": token, "name": .string("shell " + Identifier.hex(8)), "mount_type": "german_equatorial"])
                let telescope = try #require(config["id"])
                let device = try await shell.ask(
                    "telescope/device/attach",
                    [
                        "token": token, "telescope_id": telescope, "role": "telescope",
                        "server_url": .string(simulators.url), "device_type": "telescope", "device_number": 0,
                    ])
                #expect(device["connected"] == true)
                let unparked = try await shell.ask(
                    "telescope/control/unpark", ["token": token, "telescope_id": telescope])
                #expect(unparked["success"] == true)
                let slew = try await shell.ask(
                    "telescope/control/slew",
                    [
                        "token": token, "telescope_id": telescope, "right_ascension": 5.5, "declination": 80,
                        "wait": true,
                    ])
                #expect(slew["accepted"] == true)
                let status = try await shell.ask(
                    "telescope/status/get", ["token": token, "telescope_id": telescope])
                #expect(pointsAt(5.5, 80, status["status"]))
            }
        }

        @Test func pahoSlewsATelescopeAndReadsWhereItPoints() async throws {
            try await withSimulators { simulators in
                let node = try await SharedNode.node()
                let record = try await node.record
                let result = try await Program.run(
                    Program.python(),
                    [
                        "-c", Self.paho, "\(record.broker.port)", record.prefix, record.adminPasswordFile,
                        simulators.url,
                    ])
                #expect(result.status == 0, "\(result.error)")
                let said = try Answer(line: try #require(result.lines.last, "\(result.error)"))
                #expect(said.isEnveloped)
                #expect(pointsAt(11.25, 75, said["status"]))
                #expect(said["status"]?["tracking"] == true)
            }
        }

        @Test func anAbortStopsASlewAndItsEventsSaySo() async throws {
            try await withSimulators(["slew_rate": 0.1]) { simulators in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeTelescope()
                _ = try await admin.attachMount(telescope, at: simulators.url)
                let named: JSONValue = ["telescope_id": .string(telescope)]
                try await admin.subscribe(admin.topic("telescope/event/+/\(telescope)"))
                _ = try await admin.call("telescope/control/unpark", named).value()
                let slew = try await admin.call(
                    "telescope/control/slew",
                    ["telescope_id": .string(telescope), "right_ascension": 6, "declination": 75])
                let motion = try slew.text("motion_id")
                #expect(slew["tracking_started"] == true)
                let moving = try await admin.next(on: admin.topic("telescope/event/state/\(telescope)")) {
                    $0["status"]?["slewing"] == true
                }
                #expect(moving["motion"]?["motion_id"] == .string(motion))
                let abort = try await admin.call("telescope/control/abort", named)
                #expect(abort["aborted"] == true)
                #expect(abort["motion_id"] == .string(motion))
                _ = try await admin.next(on: admin.topic("telescope/event/motion/\(telescope)")) {
                    $0["motion"]?["motion_id"] == .string(motion) && $0["motion"]?["state"] == "aborted"
                }
                let stopped = try await until(within: .seconds(50)) {
                    try await admin.call("telescope/status/get", named)["status"]?["slewing"] == false
                }
                print("the status says that the mount stands", stopped, "after the abort")
            }
        }

        @Test func aParkedMountSaysSoAndRefusesToSlewWithTheCure() async throws {
            try await withSimulators(["slew_rate": 90]) { simulators in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeTelescope()
                _ = try await admin.attachMount(telescope, at: simulators.url)
                let named: JSONValue = ["telescope_id": .string(telescope)]
                let waiting: JSONValue = ["telescope_id": .string(telescope), "wait": true]
                _ = try await admin.call("telescope/control/unpark", waiting).value()
                _ = try await admin.call("telescope/control/park", waiting).value()
                #expect(try await admin.call("telescope/status/get", named)["status"]?["at_park"] == true)
                let refused = try await admin.call(
                    "telescope/control/slew",
                    ["telescope_id": .string(telescope), "right_ascension": 1, "declination": 80])
                #expect(refused.code == "invalid_state")
                #expect(refused.details["cure"] == "telescope/control/unpark")
            }
        }

        @Test func stateEventsOfAPublicTelescopeArriveRetained() async throws {
            try await withSimulators { simulators in
                let admin = try await SharedNode.administrator()
                let telescope = try await admin.makeTelescope(["visibility": "public"])
                let hidden = try await admin.makeTelescope(["visibility": "private"])
                _ = try await admin.attachMount(telescope, at: simulators.url)
                _ = try await admin.attachMount(hidden, at: simulators.url)
                try await admin.subscribe(admin.topic("telescope/event/state/\(telescope)"))
                _ = try await admin.next(on: admin.topic("telescope/event/state/\(telescope)")) {
                    $0["status"]?["connected"] == true
                }
                let late = try await SharedNode.stranger()
                try await late.subscribe(late.topic("telescope/event/state/+"))
                let state = try await late.next(on: late.topic("telescope/event/state/\(telescope)"))
                #expect(state.message.isRetained)
                #expect(state.json["type"] == "event")
                #expect(state["status"]?["connected"] == true)
                let rest = try #require(state.message.messageExpiry)
                #expect(rest <= 60 && rest > 0)
                #expect(late.left(on: late.topic("telescope/event/state/\(hidden)")).isEmpty)
            }
        }

        private static let paho = #"""
            import json, sys, threading, uuid
            import paho.mqtt.client as mqtt
            from paho.mqtt.packettypes import PacketTypes
            from paho.mqtt.properties import Properties
            port, prefix, password_file, server = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
            name = "paho-" + uuid.uuid4().hex
            replies = f"{prefix}/client/{name}/replies"
            heard, ready = {}, threading.Event()
            client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
            client.on_connect = lambda c, *rest: c.subscribe(replies, qos=1)
            client.on_subscribe = lambda *rest: ready.set()
            def take(c, userdata, message):
                heard[bytes(message.properties.CorrelationData)] = message.payload
                arrived.set()
            arrived = threading.Event()
            client.on_message = take
            client.connect("127.0.0.1", port)
            client.loop_start()
            assert ready.wait(60), "no connection"
            token = None
            def ask(suffix, **payload):
                key = uuid.uuid4().bytes
                properties = Properties(PacketTypes.PUBLISH)
                properties.ResponseTopic, properties.CorrelationData = replies, key
                if token: properties.UserProperty = ("authorization", "Bearer " + token)
                envelope = {"message_id": str(uuid.uuid4()), "type": "command", "source": "client:paho", "payload": payload}
                client.publish(f"{prefix}/coordinator/{suffix}", json.dumps(envelope), qos=1, properties=properties)
                for _ in range(60):
                    if key in heard:
                        answer = json.loads(heard.pop(key))
                        assert answer["payload"].get("success"), (suffix, answer)
                        return answer
                    arrived.wait(1)
                    arrived.clear()
                raise SystemExit("no reply to " + suffix)
            password = open(password_file).read().strip()
            token = ask("security/auth/login", username="admin", password=password)["payload"]["token"]
            telescope = ask("telescope/config/create", name=name, mount_type="german_equatorial")["payload"]["id"]
            ask("telescope/device/attach", telescope_id=telescope, role="telescope", server_url=server,
                device_type="telescope", device_number=0)
            ask("telescope/control/unpark", telescope_id=telescope)
            ask("telescope/control/slew", telescope_id=telescope, right_ascension=11.25, declination=75, wait=True)
            print(json.dumps(ask("telescope/status/get", telescope_id=telescope)))
            """#
    }
}

/// Whether a mount's status is within a hundredth of a degree of a place.
func pointsAt(_ rightAscension: Double, _ declination: Double, _ status: JSONValue?) -> Bool {
    guard let ra = status?["right_ascension"]?.double, let dec = status?["declination"]?.double else { return false }
    return abs(ra - rightAscension) * 15 < 0.01 && abs(dec - declination) < 0.01
}
