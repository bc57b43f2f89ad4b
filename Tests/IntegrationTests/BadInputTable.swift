/// A good request for every route; the test fails when one is missing.
enum BadInputTable {
    typealias Example = BadInputExample
    typealias Field = BadInputExample.Field

    /// All of them.
    static let examples = security + others + configuration + telescopes + instruments

    /// Routes that are not answered, with the reason.
    static let unanswered = ["bootstrap/request": "answered by publishing what everybody may read"]

    private static let page = [Field("limit?", .whole, "10"), Field("cursor?", .sought, "null")]
    private static let strictPage = [Field("limit?", .whole, "10"), Field("cursor?", .formed, "null")]
    private static let user = Field("user_id", .reference, #""{user}""#)
    private static let role = [Field("role_id?", .id, "null"), Field("role?", .sought, #""{role}""#)]
    private static let group = [Field("group_id?", .id, "null"), Field("group?", .sought, #""{group}""#)]
    private static let permission = Field("permission_id", .reference, #""{permission}""#)

    private static let security: [Example] = [
        Example(
            "security/auth/login", [Field("username", .text, #""{new}""#), Field("password", .text, #""guessed""#)]),
        Example("security/auth/refresh", [Field("refresh_token", .text, #""bsr_x""#)]),
        Example("security/auth/validate", [Field("token", .text, #""a.b.c""#)]),
        Example("security/auth/logout", [Field("token?", .text, #""a.b.c""#), Field("everywhere?", .truth, "false")]),
        Example(
            "security/user/create",
            [
                Field("username", .formed, #""{new}""#), Field("email", .email, #""{new}@example.org""#),
                Field("password", .newPassword, #""correct horse battery staple""#), Field("roles?", .names, "[]"),
                Field("groups?", .names, "[]"),
            ], makesUnique: true),
        Example("security/user/get", [Field("id?", .reference, #""{user}""#)]),
        Example("security/user/list", [Field("enabled?", .truth, "true")] + page),
        Example(
            "security/user/update",
            [
                Field("id", .reference, #""{user}""#), Field("email?", .email, #""{new}@example.org""#),
                Field("enabled?", .truth, "false"), Field("username?", .formed, #""{new}""#),
            ], reading: .init(suffix: "security/user/get", member: "user")),
        Example(
            "security/user/password",
            [
                Field("id?", .reference, #""{user}""#), Field("current_password?", .text, #""x""#),
                Field("new_password", .newPassword, #""correct horse battery staple""#),
            ]),
        Example("security/user/delete", [Field("user_id", .reference, #""{nobody}""#)]),
        Example(
            "security/role/create", [Field("name", .label, #""{new}""#), Field("description?", .prose, #""why""#)],
            makesUnique: true),
        Example(
            "security/role/delete", [Field("role_id?", .reference, #""{nobody}""#), Field("role?", .sought, "null")],
            oneOf: ["role_id", "role"]),
        Example("security/role/assign", [user] + role, oneOf: ["role_id", "role"]),
        Example("security/role/revoke", [user] + role, oneOf: ["role_id", "role"]),
        Example("security/role/list", page),
        Example(
            "security/group/create", [Field("name", .label, #""{new}""#), Field("description?", .prose, #""why""#)],
            makesUnique: true),
        Example(
            "security/group/delete",
            [Field("group_id?", .reference, #""{nobody}""#), Field("group?", .sought, "null")],
            oneOf: ["group_id", "group"]),
        Example("security/group/add", [user] + group, oneOf: ["group_id", "group"]),
        Example("security/group/remove", [user] + group, oneOf: ["group_id", "group"]),
        Example("security/group/list", page),
        Example(
            "security/permission/create",
            [
                Field("resource", .formed, #""{new}""#), Field("action", .formed, #""read""#),
                Field("effect?", .formed, #""allow""#),
            ], makesUnique: true),
        Example("security/permission/delete", [Field("permission_id", .reference, #""{nobody}""#)]),
        Example(
            "security/permission/grant",
            [permission] + role + [Field("group_id?", .id, "null"), Field("group?", .sought, "null")],
            oneOf: ["role_id", "role", "group_id", "group"]),
        Example(
            "security/permission/revoke",
            [permission] + role + [Field("group_id?", .id, "null"), Field("group?", .sought, "null")],
            oneOf: ["role_id", "role", "group_id", "group"]),
        Example("security/permission/list", page),
        Example(
            "security/permission/check",
            [
                Field("user_id?", .reference, #""{user}""#), Field("resource", .sought, #""telescope""#),
                Field("action", .sought, #""read""#),
            ]),
        Example(
            "security/audit/list",
            [
                Field("since?", .formed, #""2026-01-01T00:00:00Z""#),
                Field("until?", .formed, #""2026-01-01T00:00:00Z""#),
                Field("user_id?", .id, #""{user}""#), Field("action?", .label, #""security/auth/login""#),
            ] + strictPage),
        Example(
            "security/apikey/create",
            [
                Field("name", .label, #""{new}""#), Field("scopes", .words, #"["telescope:read"]"#),
                Field("expires_at?", .formed, #""2126-01-01T00:00:00Z""#), Field("user_id?", .reference, #""{user}""#),
            ]),
        Example("security/apikey/revoke", [Field("id", .reference, #""{nobody}""#)]),
        Example("security/apikey/list", [Field("user_id?", .reference, #""{user}""#)] + strictPage),
        Example(
            "security/cert/request",
            [
                Field("domain", .formed, #""{new}.example.org""#), Field("type", .formed, #""internal""#),
                Field("sans?", .words, #"["127.0.0.1"]"#), Field("email?", .email, "null"),
            ]),
        Example("security/cert/get", [Field("domain", .formed, #""nowhere.example.org""#)]),
        Example("security/cert/renew", [Field("domain", .formed, #""nowhere.example.org""#)]),
        Example("security/cert/delete", [Field("domain", .formed, #""nowhere.example.org""#)]),
        Example("security/cert/list", page),
        Example(
            "security/event/subscribe",
            [Field("kinds?", .words, #"["account"]"#), Field("client_id?", .sought, #""test""#)]),
        Example(
            "security/event/unsubscribe",
            [Field("kinds?", .words, #"["account"]"#), Field("client_id?", .sought, #""test""#)]),
    ]

    private static let service = Field("id", .sought, #""{service}""#)

    private static let others: [Example] = [
        Example("message/health/get", [Field("component?", .sought, #""message""#)]),
        Example("message/diagnostics/get"),
        Example("message/node/forget", [Field("node", .formed, #""gone-node""#)]),
        Example("datastore/status/get"),
        Example("application/service/list", [Field("status?", .formed, #""healthy""#)] + page),
        Example("application/service/get", [service]),
        Example("service/event/heartbeat", [service, Field("status", .formed, #""healthy""#)]),
        Example(
            "service/event/register",
            [
                Field("id", .label, #""{new}""#), Field("name", .label, #""weather""#),
                Field("endpoint", .label, #""http://127.0.0.1:1""#), Field("metadata?", .object, "{}"),
            ]),
        Example("service/event/unregister", [Field("id", .sought, #""{new}""#)]),
    ]

    private static let configuration: [Example] = coordinators.flatMap { name in
        [
            Example(
                "config/update/\(name)-coordinator",
                [Field("config_key?", .sought, #""nothing_such""#), Field("config_value?", .anything, "1")]),
            Example("config/get/\(name)-coordinator", [Field("config_key?", .sought, #""health_interval""#)]),
            Example(
                "config/history/\(name)-coordinator",
                [Field("config_key?", .sought, #""health_interval""#), Field("limit?", .whole, "10")]),
        ]
    }

    /// The coordinators, each of which has settings.
    static let coordinators = ["bootstrap", "datastore", "security", "message", "application", "telescope"]
}
