import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// `bigskies` as an operator at a shell uses it.
    @Suite struct CommandLineTests {
        /// A shell on the machine of a node, with a home of its own.
        private struct Shell {
            let node: NodeProcess
            let home = "/tmp/bsh-" + Identifier.hex(8)

            func callAsFunction(_ words: String..., password: String? = nil) async throws -> ProgramResult {
                var environment = ["HOME": home, "XDG_CONFIG_HOME": home]
                environment["BIGSKIES_PASSWORD"] = password
                return try await Program.run(
                    try Program.bigskies(), words + ["--data-dir", node.directory], environment: environment)
            }

            func remove() throws { try FileManager.default.removeItem(atPath: home) }
        }

        @Test func callPrintsTheReplyAndKeepsTheLogin() async throws {
            let node = try await SharedNode.node()
            let shell = Shell(node: node)
            let first = try await shell(
                "call", "telescope/config/list", "{}", "--user", "admin", password: node.adminPassword())
            #expect(first.status == 0, "\(first.error)")
            #expect(try Answer(line: first.output).payload["configs"]?.elements != nil)
            let again = try await shell("call", "telescope/config/list")
            #expect(again.status == 0, "\(again.error)")
            let files = try FileManager.default.subpathsOfDirectory(atPath: shell.home)
            let modes = try files.map { try FileManager.default.attributesOfItem(atPath: shell.home + "/" + $0) }
                .filter { $0[.type] as? FileAttributeType == .typeRegular }.map { $0[.posixPermissions] as? Int }
            #expect(!modes.isEmpty && modes.allSatisfy { $0 == 0o600 })
            let unknown = try await shell(
                "call", "telescope/config/get", #"{"id":"00000000-0000-0000-0000-000000000001"}"#)
            #expect(unknown.status != 0)
            #expect(unknown.error.contains("00000000-0000-0000-0000-000000000001"))
            try shell.remove()
        }

        @Test func callWithoutALoginSaysThatOneIsNeeded() async throws {
            let shell = Shell(node: try await SharedNode.node())
            let open = try await shell("call", "message/health/get")
            #expect(open.status == 0, "\(open.error)")
            let closed = try await shell("call", "telescope/config/list")
            #expect(closed.status == 77, "\(closed.error)")
        }

        @Test func statusShowsEverythingOnOneScreen() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let name = "shown " + Identifier.hex(8)
            _ = try await admin.makeTelescope(["name": .string(name)])
            let shell = Shell(node: node)
            let status = try await shell("status", "--user", "admin", password: node.adminPassword())
            // How it is depends on what other tests do with this node; the code must be the one of what is shown.
            let words = ["healthy", "degraded", "unhealthy", "unknown"]
            let word = try #require(words.indices.contains(Int(status.status)) ? words[Int(status.status)] : nil)
            #expect(status.output.contains(word), "\(status.status): \(status.output) \(status.error)")
            for part in ["telescope", "security", "datastore", try await node.record.node, name] {
                #expect(status.output.contains(part), "\(part) in \(status.output)")
            }
            try shell.remove()
        }

        @Test func statusAndCallAndStopWorkWithoutABroker() async throws {
            let station = try await Station.onOwnServers()
            try await withSimulators(["slew_rate": 0.1]) { simulators in
                try await withNodes([station.node()]) { nodes in
                    let node = nodes[0]
                    let admin = try await node.administrator()
                    let telescope = try await admin.makeTelescope(slewingAt: simulators.url)
                    await station.broker.stop()
                    let shell = Shell(node: node)
                    let stop = try await shell("stop", "--user", "admin", "--no-park", password: node.adminPassword())
                    #expect(stop.status == 0, "\(stop.error)\(stop.output)")
                    let status = try await shell(
                        "call", "telescope/status/get", #"{"telescope_id":"\#(telescope)"}"#)
                    #expect(status.status == 0, "\(status.error)")
                    #expect(try Answer(line: status.output)["status"]?["slewing"] != nil)
                    let noticed = try await until(within: .seconds(50)) {
                        let screen = try await shell("status")
                        return (1...2).contains(screen.status)
                    }
                    print("status tells that the broker is away after", noticed)
                    try shell.remove()
                }
            }
        }

        @Test func statusOfNothingIsUnknown() async throws {
            let folder = "/tmp/bsh-" + Identifier.hex(8)
            let status = try await Program.run(
                try Program.bigskies(), ["status", "--data-dir", folder], environment: ["HOME": folder])
            #expect(status.status == 3)
            #expect(!status.error.isEmpty)
        }

        @Test func aResetPasswordWorksAndTheOldOneDoesNot() async throws {
            try await withNode { node in
                let old = try node.adminPassword()
                let shell = Shell(node: node)
                let reset = try await shell("admin", "reset-password")
                #expect(reset.status == 0, "\(reset.error)")
                let caller = try await MQTTCaller.connected(to: node)
                let refused = try await caller.call(
                    "security/auth/login", ["username": "admin", "password": .string(old)])
                #expect(refused.code == "unauthenticated")
                let words = reset.output.split { $0.isWhitespace }.map(String.init) + [try node.adminPassword()]
                var isIn = false
                for word in words where !isIn {
                    let answer = try await caller.call(
                        "security/auth/login", ["username": "admin", "password": .string(word)])
                    isIn = answer.succeeded
                }
                #expect(isIn, "\(reset.output)")
            }
        }

        @Test func aConfigurationFileIsCheckedLineByLine() async throws {
            let folder = "/tmp/bsh-" + Identifier.hex(8)
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let file = folder + "/bootstrap.yaml"
            try Data("mqtt:\n  broker_url: tcp://host\n  topic_prefx: sky\n".utf8).write(to: URL(filePath: file))
            let wrong = try await Program.run(try Program.bigskies(), ["config", "validate", file])
            #expect(wrong.status == 78)
            let said = wrong.error + wrong.output
            #expect(said.contains("topic_prefx") && said.contains("topic_prefix") && said.contains(":3"), "\(said)")
            try Data("mqtt:\n  broker_url: tcp://host\n  topic_prefix: sky\n".utf8).write(to: URL(filePath: file))
            let right = try await Program.run(try Program.bigskies(), ["config", "validate", file])
            #expect(right.status == 0, "\(right.error)")
            try FileManager.default.removeItem(atPath: folder)
        }

        @Test func theExampleOfTheConfigurationIsRight() async throws {
            let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
                .joined(separator: "/")
            let result = try await Program.run(
                try Program.bigskies(), ["config", "validate", repository + "/configs/bootstrap.yaml"])
            #expect(result.status == 0, "\(result.error)")
        }

        @Test func routesPrintsTheReference() async throws {
            let result = try await Program.run(try Program.bigskies(), ["routes"])
            #expect(result.status == 0, "\(result.error)")
            for topic in [
                "telescope/control/slew", "security/auth/login", "config/update/telescope-coordinator",
                "service/event/heartbeat", "message/health/get", "datastore/status/get",
            ] { #expect(result.output.contains(topic), "\(topic)") }
        }

        @Test(arguments: [
            ["run"], ["run", "--only", "nobody"], ["run", "--all", "--only", "telescope"], ["call"], ["frobnicate"],
        ])
        func wrongUsageIsSixtyFour(words: [String]) async throws {
            let result = try await Program.run(try Program.bigskies(), words)
            #expect(result.status == 64, "\(result.error)")
        }

        @Test func theVersionIsPrinted() async throws {
            let result = try await Program.run(try Program.bigskies(), ["--version"])
            #expect(result.status == 0)
            #expect(result.output.contains(try await SharedNode.node().record.version))
        }
    }
}
