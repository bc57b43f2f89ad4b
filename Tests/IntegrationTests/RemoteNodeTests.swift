import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// A broker that a node brings itself, and listens for other machines.
    @Suite struct RemoteNodeTests {
        @Test func aSecondNodeComesInOverTheEncryptedListener() async throws {
            let port = LoopbackPort.free()
            let secret = ["BIGSKIES_PASSWORD_SECRET": Identifier.hex(64)]
            let main = try NodeProcess(
                "run --all --except telescope",
                configuration: "mqtt:\n  listen: 0.0.0.0:\(port)\nnode:\n  name: main\n", environment: secret)
            try await withNodes([main]) { _ in
                let record = try await main.record
                let added = try await broker(["user", "add", "dome", "--node"], main)
                #expect(added.status == 0, "\(added.error)")
                #expect(added.lines.count == 1 && added.error.isEmpty, "\(added.output) \(added.error)")
                let again = try await broker(["user", "add", "dome"], main)
                #expect(again.status == 65)
                let list = try await broker(["user", "list"], main)
                #expect(list.lines == ["dome node"])
                let dome = try NodeProcess(
                    "run --only telescope",
                    configuration: """
                        database:
                          host: \(record.database.host)
                          port: \(record.database.port)
                          database: \(record.database.name)
                          user: \(record.database.user)
                          passfile: \(record.database.passfile ?? "")
                        mqtt:
                          broker_url: mqtts://localhost:\(port)
                          username: dome
                          password: \(added.lines.first ?? "")
                          tls:
                            ca: \(main.directory)/ca.pem
                        node:
                          name: dome

                        """, environment: secret)
                try await withNodes([dome]) { _ in
                    #expect(try await dome.record.broker.tls)
                    let admin = try await main.administrator()
                    let telescope = try await admin.makeTelescope()
                    let status = try await admin.call("telescope/config/get", ["id": .string(telescope)])
                    #expect(status.succeeded, "\(status.json)")
                    let presence = "\(admin.prefix)/node/dome/presence"
                    try await admin.subscribe(presence)
                    _ = try await admin.next(on: presence) { $0.json["state"] == "online" }
                    try await dome.kill()
                    _ = try await admin.next(on: presence) { $0.json["state"] == "offline" }
                }
                // Several at once: each is told that its account is in force.
                try await withThrowingTaskGroup(of: ProgramResult.self) { group in
                    for number in 1...4 { group.addTask { try await broker(["user", "add", "one-\(number)"], main) } }
                    for try await added in group { #expect(added.status == 0 && added.error.isEmpty, "\(added.error)") }
                }
                #expect(try await broker(["user", "list"], main).lines.count == 5)
                let removed = try await broker(["user", "remove", "dome"], main)
                #expect(removed.status == 0)
                #expect(try await broker(["user", "remove", "dome"], main).status == 66)
                #expect(!main.log.contains(added.lines.first ?? "-"))
            }
        }

        @Test func theAccessListOfAnotherBrokerIsPrinted() async throws {
            let text = try await Program.run(try Program.bigskies(), ["broker", "acl", "--node", "dome"]).output
            #expect(text.contains("pattern read bigskies/client/%c/replies\n"))
            #expect(text.contains("pattern write bigskies/coordinator/security/auth/#\n"))
            #expect(text.contains("user dome\ntopic readwrite bigskies/#\n"))
            #expect(!text.contains("/response/"))
            let accounts = try await Program.run(try Program.bigskies(), ["broker", "acl", "--accounts"]).output
            #expect(accounts.contains("pattern read bigskies/client/%c/inbox\n"))
            #expect(!accounts.contains("%c/replies"))
            let refused = try await Program.run(
                try Program.bigskies(), ["broker", "acl", "--node", "dome\ntopic readwrite #"])
            #expect(refused.status == 65 && refused.output.isEmpty)
            #expect(
                refused.error.contains("invalid_request: the name of a broker account must be "), "\(refused.error)")
        }

        private func broker(_ words: [String], _ node: NodeProcess) async throws -> ProgramResult {
            try await Program.run(try Program.bigskies(), ["broker"] + words + ["--data-dir", node.directory])
        }
    }
}
