import FoundationEssentials
import Kernel
import MQTT
import Support

/// A thing that somebody does with a secret.
///
/// Whoever adds a way to use one adds a line to the list.
struct SecretStep: Sendable {
    let name: String
    let act: @Sendable (SecretRun) async throws -> Void

    init(_ name: String, _ act: @escaping @Sendable (SecretRun) async throws -> Void) {
        self.name = name
        self.act = act
    }

    static let all: [SecretStep] = [
        SecretStep("log in with a wrong password") { run in
            _ = try await run.admin.call(
                "security/auth/login",
                ["username": "admin", "password": .string(try run.password("the wrong password"))])
        },
        SecretStep("type the password into the field of the name") { run in
            _ = try await run.admin.call(
                "security/auth/login",
                ["username": .string(try run.password("the password as a name")), "password": "x"])
        },
        SecretStep("log in bare, then show what was refreshed a second time") { run in
            let admin = try run.node.adminPassword()
            let login = try await run.admin.call(
                "security/auth/login", ["username": "admin", "password": .string(admin)]
            ) { $0.isEnveloped = false }
            let first = try run.keepTokens("the bare login", login)
            let spend: JSONValue = ["refresh_token": .string(first.refresh)]
            try run.keepTokens("the refreshed login", try await run.admin.call("security/auth/refresh", spend))
            _ = try await run.admin.call("security/auth/refresh", spend)
            _ = try await run.admin.call("security/auth/refresh", ["refresh_token": .string(first.token)])
        },
        SecretStep("make a user who changes the password") { run in
            let (old, new) = (try run.password("a user's first password"), try run.password("a user's next password"))
            let name = "user-" + Identifier.hex(8)
            let made: JSONValue = [
                "username": .string(name), "email": .string(name + "@example.org"), "password": .string(old),
            ]
            _ = try await run.admin.call("security/user/create", made).value()
            // The second time it is a conflict, and the statement that failed is logged by the server.
            _ = try await run.admin.call("security/user/create", made)
            let login = try await run.admin.call(
                "security/auth/login", ["username": .string(name), "password": .string(old)])
            let token = try run.keepTokens("a user's login", login).token
            for current in [try run.password("a wrong current password"), old] {
                _ = try await run.admin.call(
                    "security/user/password", ["current_password": .string(current), "new_password": .string(new)]
                ) { $0.token = token }
            }
            _ = try await run.admin.call("security/auth/logout", ["token": .string(token)]) { $0.token = token }
        },
        SecretStep("show tokens that are none, where tokens belong and where they do not") { run in
            let forged = try run.password("a forged token")
            _ = try await run.admin.call("security/user/list") { $0.token = forged }
            _ = try await run.admin.call("security/user/list") {
                $0.token = nil
                $0.userProperties = [("authorization", "Bearer \(forged)")]
            }
            _ = try await run.admin.call("security/auth/validate", ["token": .string(forged)])
            _ = try await run.admin.call("telescope/config/create", ["name": 7, "password": .string(forged)])
        },
        SecretStep("send what is no message, with a token in it") { run in
            let token = try run.password("a token in no message")
            try await run.admin.send("security/user/list") {
                $0.bytes = Data(#"{"token":"\#(token)","payload":{"#.utf8)
            }
            try await run.admin.send("security/user/such", ["token": .string(token)])
            try await run.admin.fence()
        },
        SecretStep("log in from a shell") { run in
            let password = try run.node.adminPassword()
            _ = try await Program.run(
                try Program.bigskies(),
                ["call", "security/user/list", "--user", "admin", "--data-dir", run.node.directory],
                environment: ["HOME": run.node.path("home"), "BIGSKIES_PASSWORD": password])
        },
        SecretStep("set a password on the machine itself") { run in
            let reset = try await run.bigskies(
                "admin", "reset-password", printsSecret: true, environment: run.node.environment)
            let password = reset.output.split(whereSeparator: \.isNewline).first.map(String.init)
            try run.keep("the password that was set", password)
            let login = try await run.admin.logIn("admin", password ?? "")
            try run.keepTokens("the login with the password that was set", login)
        },
        SecretStep("make a key for a program, use it, mistype it and end it") { run in
            let made = try await run.admin.call(
                "security/apikey/create",
                ["name": .string("key " + Identifier.hex(8)), "scopes": ["telescope:read", "telescope:write"]])
            let key = try made.text("api_key")
            try run.keep("an API key", key)
            for shown in [key, key + "x"] {
                let list = try await run.admin.call("telescope/config/list") {
                    $0.token = nil
                    $0.extra = ["api_key": .string(shown)]
                }
                guard list.succeeded == (shown == key) else { throw ServiceError(.internal, "\(list.json)") }
                _ = try await run.admin.call("telescope/config/create", ["name": 7, "api_key": .string(shown)]) {
                    $0.token = nil
                    $0.isEnveloped = false
                    $0.userProperties = [("authorization", "Bearer \(shown)")]
                }
            }
            _ = try await run.admin.call("security/apikey/revoke", ["id": .string(try made.text("id"))]).value()
        },
        SecretStep("have certificates made, of which nobody sees the key") { run in
            // However they are made, this is how a private key begins.
            try run.keep("a private key in PEM", "-----BEGIN PRIVATE KEY-----")
            for type in ["internal", "self-signed"] {
                let domain: JSONValue = .string("c" + Identifier.hex(10) + ".example.org")
                _ = try await run.admin.call("security/cert/request", ["domain": domain, "type": .string(type)]).value()
                _ = try await run.admin.call("security/cert/renew", ["domain": domain]).value()
            }
            run.hear(try await run.admin.call("security/cert/list", ["limit": 1000]))
        },
        SecretStep("make an account at the node's own broker") { run in
            guard try await run.node.record.broker.managed else { return }
            let name = "program-" + Identifier.hex(8)
            let added = try await run.bigskies("broker", "user", "add", name, printsSecret: true)
            try run.keep("the password of a broker account", added.lines.first)
            try await run.bigskies("broker", "user", "list")
        },
        SecretStep("encrypt everything under another key") { run in
            let environment = await run.node.environment
            if environment["BIGSKIES_PASSWORD_SECRET"] != nil {
                try await run.bigskies("secrets", "keep", environment: environment)
            }
            try await run.bigskies("secrets", "rotate")
            try await run.bigskies("secrets", "list")
            let password = try run.password("the password of a user after the rotation")
            let name = "user-" + Identifier.hex(8)
            let made: JSONValue = [
                "username": .string(name), "email": .string(name + "@example.org"), "password": .string(password),
            ]
            _ = try await run.admin.call("security/user/create", made).value()
            let login = try await run.admin.call(
                "security/auth/login", ["username": .string(name), "password": .string(password)])
            try run.keepTokens("a login after the rotation", login)
        },
    ]
}
