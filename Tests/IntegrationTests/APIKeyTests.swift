import Alpaca
import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Keys for programs, over the broker and at the command line.
    @Suite struct APIKeyTests {
        /// Makes a key of the caller's own.
        private func key(
            of caller: MQTTCaller, _ scopes: [JSONValue] = ["telescope:read"]
        ) async throws -> (text: String, id: JSONValue) {
            let made = try await caller.call(
                "security/apikey/create", ["name": .string("k " + Identifier.hex(8)), "scopes": .array(scopes)])
            return (try made.text("api_key"), .string(try made.text("id")))
        }

        @Test func aKeyMayComeInEveryWayThatATokenDoes() async throws {
            let admin = try await SharedNode.administrator()
            let made = try await key(of: admin)
            let program = try await SharedNode.stranger()
            let ways: [(inout Command) -> Void] = [
                { $0.extra = ["api_key": .string(made.text)] },
                {
                    $0.isEnveloped = false
                    $0.extra = ["api_key": .string(made.text)]
                },
                { $0.userProperties = [("authorization", "Bearer \(made.text)")] },
                {
                    $0.isEnveloped = false
                    $0.userProperties = [("Authorization", "bearer \(made.text)")]
                },
            ]
            for way in ways {
                _ = try await program.call("telescope/config/list", [:], way).value()
                let refused = try await program.call("telescope/site/delete", ["id": .string(UUID().text)], way)
                #expect(refused.code == "forbidden")
                #expect(refused.error.contains("is not scoped to telescope:write"), "\(refused.error)")
            }
            let mistyped = try await program.call("telescope/config/list") {
                $0.extra = ["api_key": .string(made.text + "x")]
            }
            #expect(mistyped.code == "unauthenticated")
            let both = try await admin.call("telescope/config/list") { $0.extra = ["api_key": .string(made.text)] }
            #expect(both.code == "unauthenticated")
            #expect(both.error.contains("not both"))
            _ = try await admin.call("security/apikey/revoke", ["api_key_id": made.id]).value()
            let taken = try await until(within: .seconds(10)) {
                let answer = try await program.call("telescope/config/list", [:], ways[0])
                return answer.code == "unauthenticated" && answer.error == "the API key was revoked"
            }
            print("a key is worth nothing after", taken)
        }

        @Test func noKeyLeavesRightsBehindThatOutliveIt() async throws {
            let admin = try await SharedNode.administrator()
            let made = try await key(of: admin, ["security:write", "user:write", "config:write"])
            let program = try await SharedNode.stranger()
            let user = try await admin.makeUser()
            let requests: [(String, JSONValue)] = [
                (
                    "user/create",
                    ["username": "left", "email": "left@example.org", "password": .string(MQTTCaller.password)]
                ),
                ("role/assign", ["user_id": .string(user.id), "role": "admin"]),
                ("group/add", ["user_id": .string(user.id), "group": "administrators"]),
                (
                    "permission/grant",
                    ["permission_id": "30000000-0000-0000-0000-000000000005", "role": "observer"]
                ),
            ]
            for (route, request) in requests {
                let refused = try await program.call("security/" + route, request) {
                    $0.extra = ["api_key": .string(made.text)]
                }
                #expect(refused.code == "forbidden" && refused.error.contains("log in"), "\(route): \(refused.json)")
            }
            for (name, setting, value): (String, JSONValue, JSONValue) in [
                ("security", "anonymous_role", "admin"), ("message", "broker_url", "tcp://127.0.0.1:1"),
                ("message", "broker_port", 1), ("message", "shared_replies", true),
            ] {
                let refused = try await program.call(
                    "config/update/\(name)-coordinator", ["config_key": setting, "config_value": value]
                ) { $0.extra = ["api_key": .string(made.text)] }
                #expect(refused.code == "forbidden" && refused.error.contains("log in"), "\(refused.json)")
            }
        }

        @Test func mosquittosOwnToolShowsAKeyAsABearer() async throws {
            let node = try await SharedNode.node()
            let made = try await key(of: try await SharedNode.administrator())
            let listener = try await SharedNode.stranger()
            let tool = MosquittoTools(port: try await node.record.broker.port)
            try await tool.publish(
                listener.topic("telescope/config/list"), "{}",
                [
                    "-V", "mqttv5", "-D", "PUBLISH", "user-property", "authorization", "Bearer \(made.text)",
                    "-D", "PUBLISH", "response-topic", listener.replies,
                ])
            let answer = try await listener.next(on: listener.replies) { $0["configs"] != nil || $0.code != nil }
            _ = try answer.value()
        }

        @Test func aKeyIsShownOnceAndNeitherMakesNorEndsAnything() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let payload: JSONValue = [
                "name": .string("k " + Identifier.hex(8)), "scopes": ["security:write", "security:read", "user:write"],
            ]
            let id = Identifier.unique()
            let first = try await admin.call("security/apikey/create", payload) { $0.messageID = id }
            let text = try first.text("api_key")
            let again = try await admin.call("security/apikey/create", payload) { $0.messageID = id }
            #expect(again.code == "conflict")
            #expect(again.error.contains("shown once"))
            let twice = try await admin.call("security/apikey/create", payload)
            #expect(twice.code == "conflict")
            #expect(twice.details["field"] == "name")

            let (observer, own) = try await admin.colleague(roles: ["observer"], on: node)
            for (suffix, request): (String, JSONValue) in [
                ("security/apikey/create", ["name": "x", "scopes": ["telescope:read"]]),
                ("security/apikey/revoke", ["id": .string(try first.text("id"))]),
                ("security/user/password", ["id": .string(own), "new_password": .string(MQTTCaller.password + "!")]),
                ("security/auth/logout", ["token": .string(try #require(observer.token)), "everywhere": true]),
            ] {
                let answer = try await admin.call(suffix, request) {
                    $0.token = nil
                    $0.extra = ["api_key": .string(text)]
                }
                #expect(answer.code == "forbidden", "\(suffix): \(answer.json)")
                #expect(answer.details["cure"] == "security/auth/login", "\(suffix): \(answer.json)")
            }
            let list = try await admin.call("security/apikey/list", ["limit": 1000]) {
                $0.token = nil
                $0.extra = ["api_key": .string(text)]
            }
            #expect(list["keys"]?.elements?.contains { $0["id"] == first["id"] } == true, "\(list.json)")
            #expect(try !WireJSON.text(list.json).contains(text))
        }

        @Test func theTrailNamesTheKey() async throws {
            let admin = try await SharedNode.administrator()
            let made = try await key(of: admin, ["telescope:read", "telescope:write"])
            let site = try await admin.call(
                "telescope/site/create",
                [
                    "name": .string("s " + Identifier.hex(8)), "latitude": 1, "longitude": 1, "elevation": 1,
                    "timezone": "UTC",
                ]
            ) {
                $0.token = nil
                $0.extra = ["api_key": .string(made.text)]
            }
            _ = try site.value()
            _ = try await until(within: .seconds(10)) {
                let lines = try await admin.call("security/audit/list", ["action": "telescope/site/create"])
                let line = lines["entries"]?.elements?.first { $0["details"]?["api_key"]?["id"] == made.id }
                guard let line else { return false }
                #expect(line["principal"]?.text?.hasPrefix("user:") == true)
                #expect(line["rule"]?.text?.contains("by the API key") == true, "\(line)")
                #expect(try !WireJSON.text(lines.json).contains(made.text))
                return true
            }
        }

        @Test func aKeyIsBoundOnANodeThatItsRequestIsPassedOnTo() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node("run --all --except telescope", name: "main")
            let dome = try station.node("run --only telescope", name: "dome")
            try await withNodes([main, dome]) { _ in
                let admin = try await main.administrator()
                let telescope: JSONValue = .string(try await admin.makeTelescope(["visibility": "private"]))
                let made = try await key(of: admin)
                let door = ControlDoor(try await main.record.controlSocket)
                func ask(_ suffix: String, _ payload: JSONValue) async throws -> Answer {
                    try await door.ask(suffix, payload, apiKey: made.text)
                }
                _ = try await until(within: .seconds(10)) {
                    try await ask("telescope/config/get", ["id": telescope]).succeeded
                }
                let moved = try await ask("telescope/control/abort", ["telescope_id": telescope])
                #expect(moved.code == "forbidden", "\(moved.json)")
                let changed = try await ask("telescope/config/update", ["id": telescope, "description": "x"])
                #expect(changed.code == "forbidden", "\(changed.json)")
                _ = try await admin.call("security/apikey/revoke", ["id": made.id]).value()
                let program = try await station.client()
                let taken = try await until(within: .seconds(10)) {
                    try await program.call("telescope/config/list") {
                        $0.extra = ["api_key": .string(made.text)]
                    }.code == "unauthenticated"
                }
                print("a key revoked at one node is worth nothing at the other after", taken)
            }
        }

        @Test(arguments: [true, false])
        func aSubscriptionEndsWithWhatWasShownForIt(byKey: Bool) async throws {
            try await withSimulator { simulator in
                let station = try await OpenStation.shared()
                let admin = try await station.node.administrator()
                let telescope = try await admin.makeSimulatedTelescope(["visibility": "private"])
                try await admin.attach(.telescope, of: simulator.url, to: telescope)
                let reader = try await station.node.administrator()
                let made = try await key(of: admin)
                let asked = try await reader.call(
                    "telescope/event/subscribe", ["telescope_id": .string(telescope), "kinds": ["motion"]]
                ) {
                    guard byKey else { return }
                    $0.token = nil
                    $0.extra = ["api_key": .string(made.text)]
                }
                let topic = try #require(asked["topics"]?["motion"]?.text)
                try await reader.subscribe(topic)
                _ = try await admin.command("control/unpark", telescope, ["wait": true]).value()
                func slew(_ altitude: Int) async throws -> String {
                    try await admin.command(
                        "control/slew", telescope,
                        ["altitude": .integer(Int64(altitude)), "azimuth": 90, "wait": true]
                    ).text("motion_id")
                }
                let heard = try await slew(50)
                _ = try await reader.next(on: topic) {
                    $0["motion"]?["motion_id"] == .string(heard) && $0["motion"]?["state"] == "settled"
                }
                if byKey {
                    _ = try await admin.call("security/apikey/revoke", ["id": made.id]).value()
                } else {
                    _ = try await reader.call("security/auth/logout").value()
                }
                let unheard = try await slew(60)
                try await reader.fence()
                #expect(
                    reader.left(on: topic).allSatisfy { !String(decoding: $0.payload, as: UTF8.self).contains(unheard) }
                )
            }
        }

        @Test func theCommandLineActsByTheKeyInAFile() async throws {
            let node = try await SharedNode.node()
            let made = try await key(of: try await SharedNode.administrator())
            let folder = "/tmp/bsh-" + Identifier.hex(8)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let file = folder + "/key"
            try Data("\(made.text)\n".utf8).write(to: URL(filePath: file))
            func call(_ words: String..., environment: [String: String] = [:]) async throws -> ProgramResult {
                try await Program.run(
                    try Program.bigskies(), ["call"] + words + ["--data-dir", node.directory],
                    environment: environment.merging(["HOME": folder]) { $1 })
            }
            let read = try await call("telescope/config/list", "--api-key-file", file)
            #expect(read.status == 0, "\(read.error)")
            let variable = try await call("telescope/config/list", environment: ["BIGSKIES_API_KEY": made.text])
            #expect(variable.status == 0, "\(variable.error)")
            let refused = try await call("security/user/list", "--api-key-file", file)
            #expect(refused.status == 77, "\(refused.error)")
            #expect(refused.error.contains("is not scoped to user:read"), "\(refused.error)")
            #expect(try await call("telescope/config/list", "--api-key-file", file + "-").status == 65)
            #expect(try await call("telescope/config/list", "--api-key-file", file, "--user", "admin").status == 64)
            try FileManager.default.removeItem(atPath: folder)
        }
    }
}
