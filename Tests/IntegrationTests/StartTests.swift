import FoundationEssentials
import Glibc
import Kernel
import Support
import Testing

extension Integration {
    /// How a node starts, refuses to start, and ends.
    @Suite struct StartTests {
        @Test func aSecondNodeOnTheSameDirectoryIsRefusedNamingTheFirst() async throws {
            let first = try await SharedNode.node()
            let second = try NodeProcess(directory: first.directory)
            let status = try await second.run()
            #expect(status != 0)
            #expect(second.log.contains("\(try await first.record.pid)"))
            #expect(try await first.administrator().call("telescope/config/list").succeeded)
            await second.remove()
        }

        @Test func aKilledNodeStartsAgainWithWhatItKnew() async throws {
            try await withNode { node in
                let admin = try await node.administrator()
                let telescope = try await admin.makeTelescope()
                let before = try await node.record
                let service = "svc-" + Identifier.hex(8)
                _ = try await admin.call(
                    "service/event/register",
                    ["id": .string(service), "name": "weather", "endpoint": "http://127.0.0.1:1"]
                ).value()
                let left = try await node.administrator()
                let ended = try #require(left.token)
                _ = try await left.call("security/auth/logout").value()
                try await node.kill()
                let after = try await node.start()
                #expect(after.pid != before.pid)
                #expect(after.node == before.node)
                #expect(after.epoch > before.epoch)
                let again = try await node.administrator()
                #expect(try await again.call("telescope/config/get", ["id": .string(telescope)]).succeeded)
                #expect(try await again.call("application/service/get", ["id": .string(service)]).succeeded)
                let old = try await again.call("telescope/config/list") { $0.token = admin.token }
                #expect(old.succeeded, "a token lives on over a restart")
                let dead = try await again.call("telescope/config/list") { $0.token = ended }
                #expect(dead.code == "unauthenticated", "a token that was revoked does not")
            }
        }

        @Test func sigtermEndsANodeInGoodOrder() async throws {
            let station = try await Station.onSharedServers()
            try await withNodes([station.node()]) { nodes in
                let node = nodes[0]
                let client = try await station.client()
                try await client.subscribe(client.topic("health/+"))
                try await client.subscribe("\(client.prefix)/node/main/presence")
                let coordinators = try await node.record.coordinators
                for name in coordinators { _ = try await client.next(on: client.topic("health/\(name)-coordinator")) }
                #expect(try await node.terminate() == 0)
                for name in coordinators {
                    let last = try await client.next(on: client.topic("health/\(name)-coordinator")) {
                        $0["status"] == "unknown"
                    }
                    #expect(last["message"] == "stopped")
                }
                _ = try await client.next(on: "\(client.prefix)/node/main/presence") { $0.json["state"] == "offline" }
                #expect(!FileManager.default.fileExists(atPath: node.directory + "/run/node.json"))
                #expect(!FileManager.default.fileExists(atPath: node.directory + "/run/control.sock"))
            }
        }

        @Test func theServersOfANodeEndWithIt() async throws {
            try await withNode { node in
                let before = try await processes(below: node.directory)
                #expect(before.count >= 2)
                let status = try await node.terminate()
                #expect(status == 0)
                let after = try await processes(below: node.directory)
                #expect(after.isEmpty, "\(after)")
            }
        }

        @Test func aNodeStartsWhileTheUsualPortsAreTaken() async throws {
            let taken = try await [1883, 5432].asyncMap(occupied)
            defer { for descriptor in taken where descriptor >= 0 { close(descriptor) } }
            try await withNode { node in
                let record = try await node.record
                #expect(record.broker.port != 1883)
                #expect(node.log.contains("\(record.broker.port)"))
                #expect(try await node.administrator().call("datastore/status/get").succeeded)
            }
        }

        @Test func aConfiguredBrokerAndDatabaseAreUsedAndNoneIsStarted() async throws {
            let station = try await OpenStation.shared()
            let record = try await station.node.record
            #expect(!record.broker.managed && !record.database.managed)
            #expect(record.broker.port == Int(station.station.broker.port))
            #expect(record.prefix == station.station.prefix)
            #expect(try await processes(below: station.node.directory).count { $0.contains("mosquitto") } == 0)
        }

        @Test func sectionsWithoutAnAddressTuneWhatTheNodeBrings() async throws {
            let configuration = "database:\n  connection_timeout: 5s\nmqtt:\n  topic_prefix: tuned/sky\n"
            try await withNode(configuration: configuration) { node in
                let record = try await node.record
                #expect(record.database.managed && record.broker.managed)
                #expect(record.prefix == "tuned/sky")
                let list = try await node.administrator().call("telescope/config/list")
                #expect(list.succeeded)
            }
        }

        @Test func aDatabaseURLReplacesTheWaitForCredentials() async throws {
            let station = try await Station.onSharedServers()
            let main = try station.node("run --all --except telescope", name: "main")
            let dome = try station.node(
                "run --only telescope", name: "dome", passfile: false,
                environment: ["DATABASE_URL": station.database.url])
            try await withNodes([main, dome]) { _ in
                #expect(!dome.log.contains("waiting for the database credentials"))
                let list = try await main.administrator().call("telescope/config/list")
                #expect(list.succeeded)
            }
        }

        @Test func aHangUpEndsNothing() async throws {
            let node = try await SharedNode.node()
            let pid = try await node.record.pid
            let caller = try await SharedNode.stranger()
            await node.signal(SIGHUP)
            for _ in 0..<3 { try await caller.fence() }
            #expect(kill(pid, 0) == 0)
        }

        @Test func aConfigurationWithAnUnknownKeyIsRefusedWithASuggestion() async throws {
            let node = try NodeProcess(configuration: "database:\n  hots: localhost\n")
            #expect(try await node.run() == 78)
            #expect(node.log.contains("hots"))
            #expect(node.log.contains("host"))
            #expect(node.log.contains(":2"), "the line: \(node.log)")
            await node.remove()
        }

        // A listener that answers nobody. Who has the port now may be a test beside this one, and go away; whoever is still
        // there after a while has taken it as well.
        private func occupied(_ port: Int) async throws -> Int32 {
            var descriptor = occupy(port)
            for _ in 0..<150 where descriptor < 0 {
                try await Task.sleep(for: .milliseconds(200))
                descriptor = occupy(port)
            }
            return descriptor
        }

        private func occupy(_ port: Int) -> Int32 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            let bound = withUnsafeBytes(of: address) { bytes in
                bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
            }
            guard bound == 0, listen(descriptor, 1) == 0 else {
                close(descriptor)
                return -1
            }
            return descriptor
        }

        private func processes(below directory: String) async throws -> [String] {
            let script = """
                for line in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <"$line" 2>/dev/null; echo; done | grep -F -- "$0/" | grep -v '^grep'
                """
            return try await Program.run("sh", ["-c", script, directory]).lines
        }
    }
}
