import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// Promise 4 of 3-protocol: the same command again is answered, not executed.
    @Suite struct RepetitionTests {
        private func creation(_ name: String) -> JSONValue {
            ["name": .string(name), "latitude": 10, "longitude": 20, "elevation": 30, "timezone": "UTC"]
        }

        @Test func aRepeatedCommandGetsTheFirstReplyAndIsNotExecutedAgain() async throws {
            let admin = try await SharedNode.administrator()
            let name = "twice " + Identifier.hex(8)
            let payload: JSONValue = ["name": .string(name), "mount_type": "altaz"]
            let id = Identifier.unique()
            let first = try await admin.call("telescope/config/create", payload) { $0.messageID = id }
            let again = try await admin.call("telescope/config/create", payload) { $0.messageID = id }
            #expect(try first.text("id") == again.text("id"))
            let list = try await admin.call("telescope/config/list", ["limit": 1000])
            #expect(list["configs"]?.elements?.filter { $0["name"] == .string(name) }.count == 1)
        }

        @Test func manyAtOnceAreExecutedOnce() async throws {
            let admin = try await SharedNode.administrator()
            let name = "crowd " + Identifier.hex(8)
            let id = Identifier.unique()
            let payload = creation(name)
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        let answer = try await admin.call("telescope/site/create", payload) { $0.messageID = id }
                        return try answer.text("id")
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(ids.count == 10)
            #expect(Set(ids).count == 1)
            let list = try await admin.call("telescope/site/list", ["limit": 1000])
            #expect(list["sites"]?.elements?.filter { $0["name"] == .string(name) }.count == 1)
        }

        @Test func theSameIdWithAnotherPayloadIsAConflict() async throws {
            let admin = try await SharedNode.administrator()
            let id = Identifier.unique()
            _ = try await admin.call("telescope/site/create", creation("a " + Identifier.hex(8))) { $0.messageID = id }
                .value()
            let other = try await admin.call("telescope/site/create", creation("b " + Identifier.hex(8))) {
                $0.messageID = id
            }
            #expect(other.code == "conflict")
        }

        @Test func correlationDataAloneMakesARepetitionRecognisable() async throws {
            let admin = try await SharedNode.administrator()
            let name = "data " + Identifier.hex(8)
            let correlation = Identifier.unique()
            let payload = creation(name)
            let ids = try await [0, 1].asyncMap { _ in
                try await admin.call("telescope/site/create", payload) {
                    $0.messageID = nil
                    $0.correlationID = correlation
                }.text("id")
            }
            #expect(ids[0] == ids[1])
        }

        @Test func twoUsersMayUseTheSameId() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let other = try await admin.colleague(roles: ["admin"], on: node).caller
            let id = Identifier.unique()
            let mine = try await admin.call("telescope/site/create", creation("m " + Identifier.hex(8))) {
                $0.messageID = id
            }
            let theirs = try await other.call("telescope/site/create", creation("t " + Identifier.hex(8))) {
                $0.messageID = id
            }
            #expect(try mine.text("id") != theirs.text("id"))
        }

        @Test func aRepeatedLoginNeverHandsOutAnothersToken() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let user = try await admin.makeUser()
            let id = Identifier.unique()
            let password = try node.adminPassword()
            let mine = try await admin.call(
                "security/auth/login", ["username": "admin", "password": .string(password)]
            ) {
                $0.messageID = id
                $0.token = nil
            }
            let theirs = try await admin.call(
                "security/auth/login",
                ["username": .string(user.name), "password": .string(MQTTCaller.password)]
            ) {
                $0.messageID = id
                $0.token = nil
            }
            #expect(try mine.value()["user"]?["username"] == "admin")
            #expect(try theirs.value()["user"]?["username"] == .string(user.name))
            #expect(try mine.text("token") != theirs.text("token"))
            let wrong = try await admin.call("security/auth/login", ["username": "admin", "password": "guessed"]) {
                $0.messageID = id
                $0.token = nil
            }
            #expect(wrong.code == "unauthenticated")
            #expect(wrong["token"] == nil)
        }

        @Test func readsAreNeverRemembered() async throws {
            let admin = try await SharedNode.administrator()
            let id = Identifier.unique()
            let telescope = try await admin.makeTelescope()
            let named: JSONValue = ["id": .string(telescope)]
            let before = try await admin.call("telescope/config/get", named) { $0.messageID = id }
            _ = try await admin.call(
                "telescope/config/update", ["id": .string(telescope), "description": "changed between"]
            ).value()
            let after = try await admin.call("telescope/config/get", named) { $0.messageID = id }
            #expect(before["config"]?["description"] != "changed between")
            #expect(after["config"]?["description"] == "changed between")
        }

        @Test func aCommandWithoutAnIdIsExecutedEachTime() async throws {
            let admin = try await SharedNode.administrator()
            let name = "again " + Identifier.hex(8)
            let suffix = "telescope/config/create"
            try await admin.subscribe(admin.derived(suffix))
            for _ in 0..<2 {
                try await admin.send(suffix, ["name": .string(name), "mount_type": "altaz"]) {
                    $0.messageID = nil
                    $0.replyTo = .nowhere
                }
            }
            let answers = try await [0, 1].asyncMap { _ in
                try await admin.next(on: admin.derived(suffix)) { $0.json["correlation_id"] == nil }
            }
            // A name is unique per owner: the second execution says so.
            #expect(answers.map(\.code).contains("conflict"))
            #expect(answers.contains { $0.succeeded })
        }
    }
}

extension Array {
    /// The elements turned into others, one after another.
    func asyncMap<Other>(_ turn: (Element) async throws -> Other) async throws -> [Other] {
        var others: [Other] = []
        for element in self { others.append(try await turn(element)) }
        return others
    }
}
