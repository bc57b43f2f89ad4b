import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

extension Integration {
    /// The routes of certificates, over a real node.
    @Suite struct CertificateTests {
        private let domain = "c" + Identifier.hex(10) + ".example.org"

        @Test func aCertificateIsMadeShownRenewedAndDeleted() async throws {
            let admin = try await SharedNode.administrator()
            let made = try await admin.call(
                "security/cert/request",
                ["domain": .string(domain), "type": "internal", "sans": ["192.0.2.7", "*.dome.example.org"]])
            for member in ["domain", "issuer", "not_before", "expires_at", "serial", "certificate_pem"] {
                #expect(try made.text(member).isEmpty == false)
            }
            let shown = try await admin.call("security/cert/get", ["domain": .string(domain)])
            #expect(shown["certificate_pem"] == made["certificate_pem"])
            let renewed = try await admin.call("security/cert/renew", ["domain": .string(domain)])
            #expect(try renewed.text("serial") != made.text("serial"))
            let list = try await admin.call("security/cert/list", ["limit": 1000])
            #expect(try list.text("authority_pem").contains("BEGIN CERTIFICATE"))
            #expect(try list.value()["certificates"]?.elements?.contains { $0["domain"]?.text == domain } == true)
            for answer in [made, shown, renewed, list] {
                #expect(try WireJSON.text(answer.json).contains("PRIVATE KEY") == false)
                #expect(try WireJSON.text(answer.json).contains("bs1.") == false)
            }
            #expect(try await admin.call("security/cert/delete", ["domain": .string(domain)]).succeeded)
            #expect(try await admin.call("security/cert/get", ["domain": .string(domain)]).code == "not_found")
        }

        @Test func whatCannotBeMadeNamesTheField() async throws {
            let admin = try await SharedNode.administrator()
            let bad: [(JSONValue, String)] = [
                (["type": "internal"], "domain"), (["domain": .string(domain)], "type"),
                (["domain": .string(domain), "type": "bought"], "type"),
                (["domain": "a b", "type": "internal"], "domain"),
                (["domain": .string(domain), "type": "internal", "sans": ["ok.org", "-"]], "sans[1]"),
                (["domain": .string(domain), "type": "internal", "sans": "ok.org"], "sans"),
                (["domain": .string(domain), "type": "internal", "email": "x"], "email"),
            ]
            for (payload, field) in bad {
                let answer = try await admin.call("security/cert/request", payload)
                #expect(answer.code == "invalid_request", "\(payload)")
                #expect(answer.error.contains(field) || answer.details["field"]?.text == field, "\(answer.json)")
            }
        }

        @Test func certificatesAreForAdministrators() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let operatorOfNight = try await admin.colleague(roles: ["operator"], on: node).caller
            let wanted: JSONValue = ["domain": .string(domain), "type": "self-signed"]
            #expect(try await operatorOfNight.call("security/cert/request", wanted).code == "forbidden")
            #expect(try await operatorOfNight.call("security/cert/list").code == "forbidden")
        }

        @Test func aBrokerShowsTheNextCertificateAndKeepsTheClientsThatItHas() async throws {
            // A node of its own: clients of other tests come and go at the common one.
            let port = LoopbackPort.free()
            try await withNode(configuration: "mqtt:\n  listen: 0.0.0.0:\(port)\n") { node in
                try await renew(
                    GuardedStation(node: node, network: MQTTAddress(host: "127.0.0.1", port: port, tls: true)))
            }
        }

        private func renew(_ station: GuardedStation) async throws {
            let admin = try await station.node.administrator()
            let name = try await station.node.record.node
            let payload: JSONValue = ["domain": .string("broker:\(name)")]
            let first = number(try await admin.call("security/cert/get", payload).text("serial"))
            #expect(try await serial(shownBy: station) == first)
            let others = try await connections(to: station.network.port)
            let client = try await station.account("witness-" + Identifier.hex(8))
            var own: Set<String> = []
            // The node looks at its listeners after each change, and goes away again.
            _ = try await until(within: .seconds(20), "the client's connection alone") {
                own = try await connections(to: station.network.port).subtracting(others)
                return own.count == 1
            }

            let next = number(try await admin.call("security/cert/renew", payload).text("serial"))
            #expect(next != first)
            let took = try await until(within: .seconds(30), "the next certificate") {
                try await serial(shownBy: station) == next
            }
            print("the next certificate is shown after", took)
            try await client.fence()
            let kept = try await connections(to: station.network.port)
            #expect(own.isSubset(of: kept), "the client connected anew")
            await client.disconnect()
        }

        /// A number in hexadecimal, in the one spelling in which two can be compared.
        private func number(_ text: String) -> String { String(text.lowercased().drop { $0 == "0" }) }

        /// The number of the certificate that the listener for other machines shows.
        private func serial(shownBy station: GuardedStation) async throws -> String {
            let script = """
                openssl s_client -connect "$0" -CAfile "$1" -verify_return_error </dev/null 2>/dev/null \\
                    | openssl x509 -noout -serial
                """
            let address = "\(station.network.host):\(station.network.port)"
            let shown = try await Program.run("sh", ["-c", script, address, station.authority])
            return number((shown.lines.first ?? "").replacing("serial=", with: ""))
        }

        /// This machine's own ends of the connections that it has to one of its ports (proc(5), net/tcp; 01 is established).
        private func connections(to port: UInt16) async throws -> Set<String> {
            let end = ":" + String(port, radix: 16, uppercase: true)
            // Not by Foundation, which takes the first short read of such a file for its end.
            let rows = try await Program.run("cat", ["/proc/net/tcp"]).lines.dropFirst()
            return Set(
                rows.map { $0.split(separator: " ") }.filter { $0[2].hasSuffix(end) && $0[3] == "01" }
                    .map { String($0[1]) })
        }

        @Test func clientsFindTheAuthorityInAFileAndOnTheCommandLine() async throws {
            let node = try await SharedNode.node()
            let admin = try await SharedNode.administrator()
            let made = try await admin.call(
                "security/cert/request", ["domain": .string(domain), "type": "internal"])
            let leaf = node.path("\(domain).pem")
            try Data(made.text("certificate_pem").utf8).write(to: URL(filePath: leaf))
            let authority = node.directory + "/ca.pem"
            let verdict = try await Program.run("openssl", ["verify", "-CAfile", authority, leaf])
            #expect(verdict.status == 0, "\(verdict.error)")
            let mode = try await Program.run("stat", ["-c", "%a", authority]).lines.first
            #expect(mode == "644")
            let printed = try await Program.run(
                try Program.bigskies(), ["cert", "ca", "--data-dir", node.directory])
            #expect(printed.status == 0, "\(printed.error)")
            #expect(try printed.output == String(contentsOfFile: authority, encoding: .utf8))
        }
    }
}
