import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// The setting `anonymous_role`, for those who move over from a setup without logins.
    @Suite struct AnonymousRoleTests {
        private func set(_ role: String, _ admin: MQTTCaller) async throws -> Answer {
            try await admin.call(
                "config/update/security-coordinator",
                ["config_key": "anonymous_role", "config_value": .string(role)])
        }

        /// Somebody who may change settings, and not who may do what.
        private func clerk(_ admin: MQTTCaller, on node: NodeProcess) async throws -> MQTTCaller {
            _ = try await admin.call("security/role/create", ["name": "clerk"]).value()
            let list = try await admin.call("security/permission/list", ["limit": 1000])["permissions"]?.elements
            let permission = list?.first { $0["resource"] == "config" && $0["action"] == "write" }?["id"]
            _ = try await admin.call(
                "security/permission/grant", ["permission_id": try #require(permission), "role": "clerk"]
            ).value()
            return try await admin.colleague(roles: ["clerk"], on: node).caller
        }

        @Test func clientsOfThisMachineActWithTheRoleUntilItIsTakenBack() async throws {
            try await withNode { node in
                let admin = try await node.administrator()
                let stranger = try await MQTTCaller.connected(to: node)
                let door = ControlDoor(try await node.record.controlSocket)
                let hidden = try await admin.makeTelescope(["visibility": "private"])
                let open = try await admin.makeTelescope(["visibility": "public"])
                #expect(try await stranger.call("telescope/config/list").code == "unauthenticated")
                let clerk = try await self.clerk(admin, on: node)
                let lent = try await set("admin", clerk)
                #expect(lent.code == "forbidden" && lent.details["permission"] == "security:write", "\(lent.json)")
                #expect(lent.error.hasPrefix("anonymous_role also needs security:write: "), "\(lent.error)")
                let led = try await clerk.call(
                    "config/update/message-coordinator", ["config_key": "shared_replies", "config_value": true])
                #expect(led.code == "forbidden" && led.details["permission"] == "security:write", "\(led.json)")
                #expect(try await set("", clerk).succeeded)
                #expect(try await set("nobody-such", admin).code == "invalid_request")
                _ = try await set("operator", admin).value()
                _ = try await until(within: .seconds(10)) { try await stranger.call("telescope/config/list").succeeded }

                let list = try await stranger.call("telescope/config/list")["configs"]?.elements ?? []
                #expect(list.contains { $0["id"] == .string(open) })
                #expect(!list.contains { $0["id"] == .string(hidden) })
                #expect(try await door.ask("telescope/config/list", [:]).succeeded)
                #expect(try await stranger.command("config/get", hidden).code == "not_found")
                // What the role does not hold, and what takes a name of one's own.
                #expect(
                    try await stranger.call("security/user/delete", ["user_id": .string(UUID().text)]).code
                        == "forbidden")
                #expect(try await stranger.call("security/auth/logout").code == "unauthenticated")
                #expect(try await stranger.command("session/start", open).code == "invalid_request")
                // Whoever shows something wrong is refused as ever.
                let forged = try await stranger.call("telescope/config/list") { $0.token = "a.b.c" }
                #expect(forged.code == "unauthenticated")
                let key = try await stranger.call("telescope/config/list") { $0.extra = ["api_key": "bsk_x"] }
                #expect(key.code == "unauthenticated")

                _ = try await stranger.call("telescope/config/update", ["id": .string(open), "description": "x"])
                    .value()
                let rows = try await admin.call("security/audit/list", ["action": "telescope/config/update"])
                let row = rows["entries"]?.elements?.first
                #expect(row?["principal"] == "anonymous")
                #expect(row?["details"]?["anonymous_role"] == "operator", "\(rows.json)")

                _ = try await until(within: .seconds(20)) {
                    let health = try await admin.call("message/health/get", ["component": "security"])
                    let security = health["components"]?["security-coordinator"]
                    return security?["message"]?.text?.contains("act as operator without a login") == true
                }
                #expect(node.log.contains("act with a role without a login"))

                _ = try await set("", admin).value()
                _ = try await until(within: .seconds(10)) {
                    try await stranger.call("telescope/config/list").code == "unauthenticated"
                }
            }
        }

        @Test func onTheNodesOwnBrokerItIsRefusedOnceOtherMachinesReachIt() async throws {
            let refused = try await set("operator", Doorway.local.administrator())
            #expect(refused.code == "invalid_request")
            #expect(refused.error.contains("mqtt.listen"), "\(refused.error)")
        }

        @Test func onABrokerThatOthersMayReachItIsRefusedAndNotInForce() async throws {
            let station = try await Station.onSharedServers()
            try await withNodes([station.node()]) { nodes in
                let admin = try await nodes[0].administrator()
                let refused = try await set("operator", admin)
                #expect(refused.code == "invalid_request")
                #expect(refused.error.contains("only this machine reaches"), "\(refused.error)")
                // Set all the same, as by a node whose broker has moved since.
                try await station.database.psql(
                    """
                    insert into coordinator_config (coordinator_name, config_key, config_value, config_type)
                    values ('security-coordinator', 'anonymous_role', '"operator"', 'string')
                    """)
                _ = try await admin.call("config/update/security-coordinator", [:]).value()
                _ = try await until(within: .seconds(20)) {
                    let health = try await admin.call("message/health/get", ["component": "security"])
                    let security = health["components"]?["security-coordinator"]
                    return security?["status"] == "degraded"
                        && security?["message"]?.text?.contains("not in force") == true
                }
                let stranger = try await station.client()
                #expect(try await stranger.call("telescope/config/list").code == "unauthenticated")
            }
        }
    }
}
