import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// The section "Identity" of 3-protocol, and who may do what.
    @Suite struct IdentityTests {
        @Test func aBareValidationOfAForgedTokenSaysThatItIsNotValid() async throws {
            let caller = try await SharedNode.stranger()
            let forged = try await caller.call("security/auth/validate", ["token": "a.b.c"]) { $0.isEnveloped = false }
            #expect(forged.succeeded)
            #expect(forged["valid"] == false)
            #expect(forged["error"]?.text?.isEmpty == false)
            let admin = try await SharedNode.administrator()
            let token = try #require(admin.token)
            let real = try await caller.call("security/auth/validate", ["token": .string(token)]) {
                $0.isEnveloped = false
            }
            #expect(real["valid"] == true)
            // Not the last character, which carries bits that do not count.
            let middle = token.index(token.endIndex, offsetBy: -10)
            let other: Character = token[middle] == "A" ? "B" : "A"
            let bent = token[..<middle] + String(other) + token[token.index(after: middle)...]
            let answer = try await caller.call("security/auth/validate", ["token": .string(String(bent))]) {
                $0.isEnveloped = false
            }
            #expect(answer["valid"] == false)
        }

        @Test func theTokenMayComeAsAUserProperty() async throws {
            let admin = try await SharedNode.administrator()
            let token = try #require(admin.token)
            let answer = try await admin.call("telescope/config/list") {
                $0.token = nil
                $0.userProperties = [("authorization", "Bearer \(token)")]
            }
            #expect(answer.succeeded)
            let without = try await admin.call("telescope/config/list") { $0.token = nil }
            #expect(without.code == "unauthenticated")
        }

        @Test func aUserIDInAPayloadIsDataAndNeverIdentity() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let (observer, own) = try await admin.colleague(roles: ["observer"], on: node)
            let boss = try await admin.call("security/user/get")
            let id = try #require(try boss.value()["user"]?["id"])
            for (suffix, payload): (String, JSONValue) in [
                ("security/user/get", ["id": id]), ("security/user/get", ["user_id": id]),
                ("security/permission/check", ["user_id": id, "resource": "user", "action": "write"]),
                ("security/user/password", ["id": id, "new_password": .string(MQTTCaller.password)]),
            ] {
                let answer = try await observer.call(suffix, payload)
                #expect(answer.code == "forbidden", "\(suffix): \(answer.json)")
            }
            let mine = try await observer.call(
                "security/permission/check",
                ["user_id": .string(own), "resource": "telescope", "action": "read"])
            #expect(mine["allowed"] == true)
            let users = try await observer.call("security/user/list")
            #expect(users["users"]?.elements?.allSatisfy { $0["id"] == .string(own) } != false)
        }

        @Test func aWithdrawnRoleStopsWorkingWithinASecond() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let (worker, id) = try await admin.colleague(roles: ["observer", "operator"], on: node)
            let telescope = try await admin.makeTelescope(["visibility": "public"])
            let track: JSONValue = ["telescope_id": .string(telescope), "tracking": true]
            #expect(try await worker.call("telescope/control/track", track).code != "forbidden")
            _ = try await admin.call(
                "security/role/revoke", ["user_id": .string(id), "role": "operator"]
            ).value()
            let taken = try await until(within: .seconds(10)) {
                try await worker.call("telescope/control/track", track).code == "forbidden"
            }
            print("a withdrawn role stops working after", taken)
            _ = try await admin.call(
                "security/role/assign", ["user_id": .string(id), "role": "operator"]
            ).value()
            let given = try await until(within: .seconds(10)) {
                try await worker.call("telescope/control/track", track).code != "forbidden"
            }
            print("a given role works after", given)
        }

        @Test func aDisabledUserIsNobodyWithinASecond() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let (user, id) = try await admin.colleague(roles: ["observer"], on: node)
            #expect(try await user.call("telescope/config/list").succeeded)
            _ = try await admin.call("security/user/update", ["id": .string(id), "enabled": false]).value()
            let taken = try await until(within: .seconds(10)) {
                try await user.call("telescope/config/list").code == "unauthenticated"
            }
            print("a disabled user is nobody after", taken)
        }

        @Test func aLoggedOutTokenIsWorthNothing() async throws {
            let node = try await SharedNode.node()
            let user = try await SharedNode.administrator().colleague(roles: ["observer"], on: node).caller
            #expect(try await user.call("security/auth/logout").succeeded)
            _ = try await until(within: .seconds(10)) {
                try await user.call("telescope/config/list").code == "unauthenticated"
            }
            let checked = try await user.call("security/auth/validate", ["token": .string(user.token ?? "")])
            #expect(checked["valid"] == false)
        }

        @Test func aSpentRefreshTokenRevokesItsFamily() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let user = try await admin.makeUser(roles: ["observer"])
            let caller = try await MQTTCaller.connected(to: node)
            let login = try await caller.logIn(user.name, MQTTCaller.password)
            let first: JSONValue = try .string(login.text("refresh_token"))
            let second = try await caller.call("security/auth/refresh", ["refresh_token": first])
            let newer: JSONValue = try .string(second.text("refresh_token"))
            caller.token = try second.text("token")
            #expect(try await caller.call("telescope/config/list").succeeded)
            #expect(try await caller.call("security/auth/refresh", ["refresh_token": first]).code == "unauthenticated")
            #expect(try await caller.call("security/auth/refresh", ["refresh_token": newer]).code == "unauthenticated")
            _ = try await until(within: .seconds(10)) {
                try await caller.call("telescope/config/list").code == "unauthenticated"
            }
        }

        @Test func everyLoginOfNobodyAndOfSomebodyIsRefusedAlike() async throws {
            let caller = try await SharedNode.stranger()
            let nobody = try await caller.call(
                "security/auth/login", ["username": "nobody", "password": "guessed wrongly"])
            let somebody = try await caller.call(
                "security/auth/login", ["username": "admin", "password": "guessed wrongly"])
            #expect(nobody.code == "unauthenticated")
            #expect(nobody.code == somebody.code)
            #expect(nobody.error == somebody.error)
        }
    }
}

/// Asks again and again, without a pause, until something is so.
///
/// - Returns: How long it took.
/// - Throws: `timeout`.
func until(
    within limit: Duration, _ what: String = "it", _ isSo: () async throws -> Bool
) async throws -> Duration {
    let begun = ContinuousClock.now
    while ContinuousClock.now - begun < limit {
        if try await isSo() { return ContinuousClock.now - begun }
        // Somebody else's state: there is no event to wait for, and the caller has a rate to keep.
        try await Task.sleep(for: .milliseconds(20))
    }
    throw ServiceError(.timeout, "\(what): not within \(limit)")
}
