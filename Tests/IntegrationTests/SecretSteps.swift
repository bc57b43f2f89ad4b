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
            var arguments = ["admin", "reset-password", "--data-dir", run.node.directory]
            let file = run.node.path("bootstrap.yaml")
            if FileManager.default.fileExists(atPath: file) { arguments += ["--config", file] }
            let reset = try await Program.run(
                try Program.bigskies(), arguments,
                environment: run.node.environment.merging(["HOME": run.node.directory]) { $1 })
            let password = reset.output.split(whereSeparator: \.isNewline).first.map(String.init)
            try run.keep("the password that was set", password)
            let login = try await run.admin.logIn("admin", password ?? "")
            try run.keepTokens("the login with the password that was set", login)
        },
    ]
}
