import FoundationEssentials
import Kernel
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
