extension BadInputTable {
    private static let page = [Field("limit?", .whole, "10"), Field("cursor?", .formed, "null")]
    private static let telescope = Field("telescope_id", .reference, #""{telescope}""#)
    private static let wait = Field("wait?", .truth, "false")
    private static let takeOver = Field("take_over?", .truth, "false")
    private static let sky = [
        Field("right_ascension?", .number, "1"), Field("declination?", .number, "1"),
        Field("equinox?", .formed, #""date""#), Field("altitude?", .number, "null"),
        Field("azimuth?", .number, "null"),
    ]
    private static let siteChanges = [
        Field("horizon?", .list, #"[{"azimuth":0,"altitude":5}]"#), Field("minimum_altitude?", .number, "12"),
        Field("description?", .prose, #""on a hill""#),
    ]
    private static let deviceReference = [
        Field("device_id?", .reference, #""{nobody}""#), Field("telescope_id?", .id, "null"),
        Field("role?", .formed, "null"),
    ]

    /// Sites, telescopes, mounts and sessions.
    static let telescopes: [Example] =
        [
            Example(
                "telescope/site/create",
                [
                    Field("name", .label, #""{new}""#), Field("latitude", .number, "47.5"),
                    Field("longitude", .number, "8.5"), Field("elevation", .number, "500"),
                    Field("timezone", .formed, #""UTC""#),
                ] + siteChanges),
            Example(
                "telescope/site/update",
                [
                    Field("id", .reference, #""{site}""#), Field("name?", .label, #""{new}""#),
                    Field("latitude?", .number, "1.5"), Field("longitude?", .number, "2.5"),
                    Field("elevation?", .number, "3.5"), Field("timezone?", .formed, #""Europe/Zurich""#),
                ] + siteChanges, reading: .init(suffix: "telescope/site/get", member: "site")),
            Example("telescope/site/delete", [Field("id", .reference, #""{nobody}""#)]),
            Example("telescope/site/get", [Field("id", .reference, #""{site}""#)]),
            Example("telescope/site/list", page),
            Example(
                "telescope/config/create",
                [
                    Field("name", .label, #""{new}""#), Field("mount_type", .formed, #""altaz""#),
                    Field("owner_id?", .reference, #""{user}""#), Field("owner_type?", .formed, #""user""#),
                    Field("site_id?", .reference, #""{site}""#), Field("description?", .prose, #""why""#),
                    Field("settings?", .object, "{}"), Field("enabled?", .truth, "true"),
                    Field("visibility?", .formed, #""private""#),
                ], makesUnique: true),
            Example(
                "telescope/config/update",
                [
                    Field("id", .reference, #""{telescope}""#), Field("name?", .label, #""{new}""#),
                    Field("mount_type?", .formed, #""dobsonian""#), Field("site_id?", .reference, #""{site}""#),
                    Field("description?", .prose, #""why not""#), Field("settings?", .object, #"{"note":"x"}"#),
                    Field("enabled?", .truth, "false"), Field("visibility?", .formed, #""private""#),
                ], reading: .init(suffix: "telescope/config/get", member: "config")),
            Example("telescope/config/delete", [Field("id", .reference, #""{nobody}""#)]),
            Example("telescope/config/get", [Field("id", .reference, #""{telescope}""#)]),
            Example("telescope/config/list", page),
            Example(
                "telescope/config/share",
                [
                    Field("id", .reference, #""{telescope}""#), Field("principal_id", .reference, #""{user}""#),
                    Field("principal_type?", .formed, #""user""#), Field("permission", .formed, #""read""#),
                    Field("expires_at?", .formed, #""2036-01-01T00:00:00Z""#),
                ]),
            Example(
                "telescope/config/unshare",
                [
                    Field("id", .reference, #""{telescope}""#), Field("principal_id", .id, #""{user}""#),
                    Field("principal_type?", .formed, #""user""#), Field("permission?", .formed, #""read""#),
                ]),
            Example(
                "telescope/device/discover",
                [Field("port?", .whole, "32227"), Field("timeout?", .number, "0.1")]),
            Example(
                "telescope/device/attach",
                [
                    telescope, Field("role?", .formed, #""camera""#),
                    Field("server_url", .formed, #""http://127.0.0.1:1""#), Field("device_type", .formed, #""camera""#),
                    Field("device_number", .whole, "0"), Field("connect?", .truth, "false"),
                    Field("is_primary?", .truth, "true"), Field("sync_site?", .truth, "false"),
                ]),
            Example("telescope/device/detach", deviceReference),
            Example("telescope/device/connect", deviceReference + [Field("sync_site?", .truth, "false")]),
            Example("telescope/device/disconnect", deviceReference),
            Example("telescope/device/list", deviceReference),
            Example(
                "telescope/device/update",
                [Field("device_id", .reference, #""{nobody}""#), Field("is_primary", .truth, "true")]),
            Example(
                "telescope/control/slew", [telescope] + sky + [wait, Field("replace?", .truth, "false"), takeOver]),
            Example("telescope/control/sync", [telescope] + sky + [takeOver]),
            Example(
                "telescope/control/track",
                [
                    telescope, Field("tracking?", .truth, "true"), Field("tracking_rate?", .formed, #""sidereal""#),
                    Field("right_ascension_rate?", .number, "0"), Field("declination_rate?", .number, "0"), takeOver,
                ]),
            Example(
                "telescope/control/move_axis",
                [
                    telescope, Field("axis", .numberedChoice, #""primary""#), Field("rate", .number, "0.1"),
                    Field("duration?", .number, "1"), wait, takeOver,
                ]),
            Example(
                "telescope/control/pulse_guide",
                [
                    telescope, Field("direction", .formed, #""north""#), Field("duration", .number, "0.1"), wait,
                    takeOver,
                ]),
            Example(
                "telescope/control/stop_all",
                [Field("park?", .truth, "false"), Field("close?", .truth, "false"), wait]),
            Example("telescope/status/get", [telescope]),
            Example("telescope/safety/get", [telescope]),
            Example("telescope/weather/get", [telescope]),
            Example(
                "telescope/session/start",
                [
                    telescope, Field("session_type?", .formed, #""manual""#), Field("notes?", .prose, #""x""#),
                    takeOver,
                ]),
            Example(
                "telescope/session/end",
                [
                    Field("session_id", .reference, #""{nobody}""#), Field("status?", .formed, #""completed""#),
                    Field("notes?", .prose, #""x""#),
                ]),
            Example("telescope/session/get", [Field("session_id", .reference, #""{nobody}""#)]),
            Example(
                "telescope/session/list",
                [Field("telescope_id?", .id, #""{telescope}""#), Field("status?", .formed, #""active""#)] + page),
            Example("telescope/event/subscribe", events),
            Example("telescope/event/unsubscribe", events),
        ]
        + ["find_home", "park", "unpark", "abort", "set_park"].map { verb in
            Example("telescope/control/\(verb)", [telescope, wait, takeOver])
        }

    private static let events = [
        telescope, Field("kinds?", .words, #"["state"]"#), Field("client_id?", .sought, #""test""#),
    ]
}
