import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// Several nodes on one broker and one database.
    @Suite struct NodesTests {
        @Test func oneLogsInAtOneNodeAndSlewsAtTheOther() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node("run --all --except telescope", name: "main")
            // Without a password file of its own: the credentials come over the broker.
            let dome = try station.node("run --only telescope", name: "dome", passfile: false)
            try await withSimulators { simulators in
                try await withNodes([main, dome]) { _ in
                    #expect(try await dome.record.coordinators == ["telescope"])
                    #expect(try await dome.record.database.passfile == main.record.database.passfile)
                    let admin = try await main.administrator()
                    let telescope = try await admin.makeTelescope()
                    let id: JSONValue = .string(telescope)
                    _ = try await admin.attachMount(telescope, at: simulators.url)
                    _ = try await admin.call("telescope/control/unpark", ["telescope_id": id]).value()
                    let slew = try await admin.call(
                        "telescope/control/slew",
                        ["telescope_id": id, "right_ascension": 4.25, "declination": 75, "wait": true])
                    _ = try slew.value()
                    let status = try await admin.call("telescope/status/get", ["telescope_id": id])
                    #expect(pointsAt(4.25, 75, status["status"]))

                    let user = try await admin.colleague(roles: ["operator"], on: main)
                    let heard = try await until(within: .seconds(10)) {
                        try await user.caller.call("telescope/config/list").succeeded
                    }
                    print("a user made at one node is known at the other after", heard)
                    _ = try await admin.call("security/user/update", ["id": .string(user.id), "enabled": false]).value()
                    let taken = try await until(within: .seconds(10)) {
                        try await user.caller.call("telescope/config/list").code == "unauthenticated"
                    }
                    print("a user disabled at one node is nobody at the other after", taken)

                    _ = try await admin.call(
                        "config/update/telescope-coordinator", ["config_key": "state_interval", "config_value": "2s"]
                    ).value()
                    let values = try await admin.call(
                        "config/get/telescope-coordinator", ["config_key": "state_interval"])
                    #expect(values["values"]?.elements?.count == 1)

                    // Through the first node's socket to the other's coordinator.
                    let door = ControlDoor(try await main.record.controlSocket)
                    let passed = try await door.ask("telescope/status/get", ["telescope_id": id], token: admin.token)
                    #expect(passed["telescope_id"] == id, "\(passed.json)")
                    let forged = try await door.ask("telescope/status/get", ["telescope_id": id], token: "forged")
                    #expect(forged.code == "unauthenticated")
                    let row = """
                        select principal, door, decision, outcome from audit_log
                        where node = 'main' and action = 'telescope/status/get'
                        """
                    _ = try await until(within: .seconds(10)) {
                        try await station.database.psql(row) == "anonymous|control|deny|unauthenticated"
                    }
                }
            }
        }

        @Test func whoShowsNothingLearnsNoMoreThroughAnotherNode() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node("run --all --except telescope", name: "main")
            let dome = try station.node("run --only telescope", name: "dome")
            try await withNodes([main, dome]) { _ in
                let admin = try await main.administrator()
                let door = ControlDoor(try await dome.record.controlSocket)
                for token: String? in [nil, "a.b.c"] {
                    let answer = try await door.ask("message/health/get", [:], token: token).value()
                    let components = try #require(answer["components"]?.members)
                    #expect(!components.isEmpty)
                    #expect(components.values.allSatisfy { $0["details"]?.members == nil }, "\(components)")
                    #expect(answer["nodes"]?.elements?.isEmpty == true)
                }
                let told = try await door.ask("message/health/get", [:], token: admin.token).value()
                #expect(told["components"]?["message-coordinator"]?["details"]?.members != nil)
                #expect(told["nodes"]?.elements?.isEmpty == false)
            }
        }

        @Test func aSecondNodeForTheSameCoordinatorEndsNamingIt() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node(name: "main")
            let other = try station.node("run --only telescope", name: "other")
            try await withNodes([main]) { _ in
                #expect(try await other.run() == 69)
                #expect(other.log.contains("telescope"))
                #expect(other.log.contains("main"))
                let admin = try await main.administrator()
                #expect(try await admin.call("telescope/config/list").succeeded)
            }
            await other.remove()
        }

        @Test func theDeathOfANodeIsToldByItsLastWillAndItsCoordinatorsBecomeUnknown() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node("run --all --except telescope", name: "main")
            let dome = try station.node("run --only telescope", name: "dome")
            try await withNodes([main, dome]) { _ in
                let admin = try await main.administrator()
                let presence = "\(admin.prefix)/node/dome/presence"
                let health = admin.topic("health/telescope-coordinator")
                try await admin.subscribe(presence)
                try await admin.subscribe(health)
                _ = try await admin.next(on: presence) { $0.json["state"] == "online" }
                _ = try await admin.next(on: health)
                let epoch = try await dome.record.epoch
                try await dome.kill()
                let will = try await admin.next(on: presence) { $0.json["state"] == "offline" }
                #expect(will.json["epoch"]?.whole == epoch)
                _ = try await admin.next(on: health) { $0["status"] == "unknown" }
                let answer = try await admin.call("telescope/config/list")
                #expect(answer.code == "unavailable")

                try await dome.start()
                let birth = try await admin.next(on: presence) { $0.json["state"] == "online" }
                #expect((birth.json["epoch"]?.whole ?? 0) > epoch)
                _ = try await until(within: .seconds(20)) { try await admin.call("telescope/config/list").succeeded }
            }
        }

        @Test func eightBootstrapsAtOnceApplyEachMigrationOnce() async throws {
            let station = try await Station.onSharedServers()
            let nodes = try (0..<8).map { try station.node("bootstrap", name: "boot-\($0)") }
            let expected = try FileManager.default.contentsOfDirectory(atPath: Self.schema).filter {
                $0.hasSuffix(".sql")
            }
            // One becomes the bootstrap coordinator and stays; the others find it taken.
            for node in nodes { try await node.launch() }
            let ends = try await withThrowingTaskGroup(of: Int32.self) { group in
                for node in nodes { group.addTask { try await node.end(within: .seconds(120)) } }
                var ends: [Int32] = []
                while ends.count < 7, let end = try await group.next() { ends.append(end) }
                group.cancelAll()
                return ends
            }
            let rows = try await station.database.psql("select version, applied_by from schema_migrations order by 1")
                .split(separator: "\n")
            #expect(rows.count == expected.count)
            let logs = nodes.map(\.log).joined()
            for file in expected {
                let lines = logs.split(separator: "\n").filter { $0.contains("migration applied") && $0.contains(file) }
                #expect(lines.count == 1, "\(file): \(lines)")
            }
            #expect(ends.allSatisfy { $0 == 69 }, "\(ends) \(logs.suffix(2000))")
            for node in nodes { await node.remove() }
        }

        private static let schema =
            #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
            + "/sql"
    }
}

/// Waits that are promises of half a minute; they use nothing meanwhile, so they run beside the others.
@Suite struct PatienceTests {
    @Test func aNodeWithoutBootstrapAndCredentialsGivesUpAndSaysWhatToDo() async throws {
        let station = try await Station.onSharedServers()
        let node = try station.node("run --only telescope", name: "lonely", passfile: false)
        let begun = ContinuousClock.now
        #expect(try await node.run(within: .seconds(300)) == 75)
        print("gave up after", ContinuousClock.now - begun)
        #expect(ContinuousClock.now - begun >= .seconds(29))
        #expect(node.log.contains("bootstrap"))
        #expect(node.log.contains("DATABASE_URL"))
        await node.remove()
    }
}
