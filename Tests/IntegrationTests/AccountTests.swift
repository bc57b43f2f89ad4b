import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// Logins that fail, and logins by the thousand, over a real node.
    @Suite struct AccountTests {
        @Test func ofAThousandLoginsAtOnceEachIsAnsweredOnceAndOthersAreServedMeanwhile() async throws {
            try await withNode { node in
                let admin = try await node.administrator()
                let telescope: JSONValue = try await .string(admin.makeTelescope())
                let user = try await admin.makeUser(roles: ["observer"])
                let crowd = try await MQTTCaller.connected(to: node)
                let (codes, served) = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<1000 {
                        group.addTask {
                            let answer = try await crowd.call(
                                "security/auth/login",
                                ["username": .string(user.name), "password": .string(MQTTCaller.password)],
                                within: .seconds(120)
                            ) { $0.messageExpiry = 120 }
                            return answer.succeeded ? "success" : answer.code ?? "nothing"
                        }
                    }
                    var served = 0
                    for _ in 0..<20 {
                        _ = try await admin.call("telescope/status/get", ["telescope_id": telescope]).value()
                        served += 1
                    }
                    return (try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }, served)
                }
                #expect(served == 20)
                #expect(Set(codes.keys) == ["success", "too_many_requests"])
                #expect(codes["success", default: 0] >= 64)
                try await crowd.fence()
                #expect(crowd.left(on: crowd.replies).isEmpty)
            }
        }

        @Test func whoMakesPasswordsWaitIsToldOfAndKeepsNobodyFromWorking() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let user = try await admin.makeUser(roles: ["observer"])
            let owner = try await MQTTCaller.connected(to: node)
            let login = try await owner.logIn(user.name, MQTTCaller.password)
            let key = try await owner.call(
                "security/apikey/create", ["name": "logger", "scopes": ["telescope:read"]]
            ).text("api_key")
            let told = try await admin.call("security/event/subscribe", ["kinds": ["account"]])
            let topic = try #require(told["topics"]?["account"]?.text)
            try await admin.subscribe(try told.text("topic"))
            let stranger = try await SharedNode.stranger()
            func knock(_ password: String) async throws -> Answer {
                try await stranger.call(
                    "security/auth/login", ["username": .string(user.name), "password": .string(password)])
            }
            var waits = 0
            _ = try await until(within: .seconds(60), "a wait of four seconds") {
                let refused = try await knock("guessed wrongly")
                #expect(refused.code == "unauthenticated")
                let events = admin.left(on: topic)
                waits = events.count { String(decoding: $0.payload, as: UTF8.self).contains(user.id) }
                return waits == 3
            }
            let event = try await admin.next(on: topic) { $0["user_id"] == .string(user.id) }
            #expect(event["event"] == "delayed")
            #expect(event["failed_logins"] == 10)
            #expect(try await knock(MQTTCaller.password).code == "unauthenticated")
            #expect(try await owner.call("telescope/config/list").succeeded)
            let program = try await stranger.call("telescope/config/list") { $0.extra = ["api_key": .string(key)] }
            #expect(program.succeeded, "\(program.json)")
            let refresh: JSONValue = try .string(login.text("refresh_token"))
            #expect(try await owner.call("security/auth/refresh", ["refresh_token": refresh]).succeeded)
            let door = ControlDoor(try await node.record.controlSocket)
            let inside = try await door.ask(
                "security/auth/login", ["username": .string(user.name), "password": .string(MQTTCaller.password)])
            #expect(inside.succeeded, "\(inside.error)")
            #expect(try await knock(MQTTCaller.password).succeeded)
        }

        @Test func aPasswordThatIsTooOldLetsTheTokenDoNothingElse() async throws {
            try await withNode { node in
                let admin = try await node.administrator()
                func setExpiry(_ seconds: JSONValue) async throws {
                    _ = try await admin.call(
                        "config/update/security-coordinator",
                        ["config_key": "password_expiry", "config_value": seconds]
                    ).value()
                }
                let user = try await admin.makeUser(roles: ["admin"])
                let owner = try await MQTTCaller.connected(to: node)
                try await setExpiry(1)
                _ = try await until(within: .seconds(30)) {
                    try await owner.logIn(user.name, MQTTCaller.password)["must_change_password"] == true
                }
                try await setExpiry(0)
                for (suffix, payload): (String, JSONValue) in [
                    ("telescope/config/list", [:]), ("security/user/list", [:]),
                    ("security/role/assign", ["user_id": .string(user.id), "role": "operator"]),
                    ("security/event/subscribe", [:]), ("security/user/get", [:]),
                ] {
                    let answer = try await owner.call(suffix, payload)
                    #expect(answer.code == "forbidden", "\(suffix): \(answer.json)")
                    #expect(answer.details["cure"] == "security/user/password")
                }
                _ = try await owner.call(
                    "security/user/password",
                    ["current_password": .string(MQTTCaller.password), "new_password": "zebra umbrella quilt radar"]
                ).value()
                try await owner.logIn(user.name, "zebra umbrella quilt radar")
                #expect(try await owner.call("telescope/config/list").succeeded)
            }
        }

        @Test func aCommonPasswordIsRefusedWithItsFieldAndACure() async throws {
            let admin = try await SharedNode.administrator()
            let answer = try await admin.call(
                "security/user/create",
                ["username": "common", "email": "common@example.org", "password": "Password1234!"])
            #expect(answer.code == "invalid_request")
            #expect(answer.details["field"] == "password")
            #expect(answer.details["cure"]?.text?.isEmpty == false)
        }

        @Test func aPeerOfTheSocketThatAsksTooMuchKeepsNobodyElseOut() async throws {
            try await withNode { node in
                let door = ControlDoor(try await node.record.controlSocket)
                var codes: Set<String> = []
                for _ in 0..<1000 where !codes.contains("too_many_requests") {
                    let answer = try await door.ask("security/auth/validate", ["token": "x"])
                    codes.insert(answer.code ?? "success")
                }
                #expect(codes == ["success", "too_many_requests"])
                let caller = try await MQTTCaller.connected(to: node)
                #expect(try await caller.call("security/auth/validate", ["token": "x"]).succeeded)
            }
        }
    }
}
