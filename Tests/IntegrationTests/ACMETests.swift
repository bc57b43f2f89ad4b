import FoundationEssentials
import Kernel
import Support
import Testing

extension Integration {
    /// A node that gets its certificates from an ACME server.
    @Suite struct ACMETests {
        @Test func aNodeGetsACertificateAndShowsNobodyItsKey() async throws {
            let server = try await PebbleServer.started()
            let station = try await Station.onSharedServers()
            try await withNodes([station.node()]) { nodes in
                let admin = try await nodes[0].administrator()
                let order: JSONValue = ["domain": "dome.example.org", "type": "letsencrypt"]
                let early = try await admin.call("security/cert/request", order)
                #expect(early.code == "invalid_state")
                #expect(early.error == "no ACME server is configured")
                let settings: [String: JSONValue] = [
                    "acme_directory_url": .string(server.directoryURL), "acme_root_file": .string(server.rootFile),
                    "acme_challenge_port": .integer(Int64(server.challengePort)), "acme_email": "night@example.org",
                    "acme_allowed_domains": ["*.example.org"],
                ]
                for (key, value) in settings { try await set(key, value, by: admin) }
                let terms = try await admin.call("security/cert/request", order)
                #expect(terms.code == "invalid_state")
                #expect(terms.details["terms"]?.text?.isEmpty == false)
                try await set("acme_terms_accepted", true, by: admin)

                let reply = try await admin.call("security/cert/request", order)
                let first = try reply.text("serial")
                #expect(try reply.text("issuer").contains("Pebble Intermediate"))
                #expect(try reply.text("certificate_pem").components(separatedBy: "BEGIN CERTIFICATE").count == 3)
                #expect(reply["sans"] == ["dome.example.org"])
                let renewed = try await admin.call("security/cert/renew", ["domain": "dome.example.org"])
                #expect(try renewed.text("serial") != first)
                let shown = try await admin.call("security/cert/get", ["domain": "dome.example.org"])
                for answer in [reply, renewed, shown] {
                    #expect(!(try WireJSON.text(answer.json)).contains("PRIVATE KEY"))
                }
                let sealed = try await station.database.psql(
                    """
                    select count(*) from (select private_key from tls_certificates where domain = 'dome.example.org'
                        union select private_key from acme_accounts) keys where private_key like 'bs1.%'
                    """)
                #expect(sealed.hasPrefix("2"))
                #expect(!nodes[0].log.contains("PRIVATE KEY"))

                let stranger = try await admin.call(
                    "security/cert/request", ["domain": "dome.example.com", "type": "letsencrypt"])
                #expect(stranger.code == "forbidden")
                try await server.forget("lost.example.org")
                let lost = try await admin.call(
                    "security/cert/request", ["domain": "lost.example.org", "type": "letsencrypt"])
                #expect(lost.code == "invalid_state")
                #expect(lost.error.hasPrefix("lost.example.org could not be validated: "))
                #expect(!server.isChallengePortOpen)
            }
            await server.stop()
        }

        private func set(_ key: String, _ value: JSONValue, by admin: MQTTCaller) async throws {
            _ = try await admin.call(
                "config/update/security-coordinator", ["config_key": .string(key), "config_value": value]
            ).value()
        }
    }
}
