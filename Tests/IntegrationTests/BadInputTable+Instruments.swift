extension BadInputTable {
    private static func order(_ suffix: String, _ fields: [Field] = []) -> Example {
        Example(
            "telescope/\(suffix)",
            [
                Field("telescope_id", .reference, #""{telescope}""#), Field("device_id?", .reference, "null"),
                Field("wait?", .truth, "false"), Field("replace?", .truth, "false"),
                Field("take_over?", .truth, "false"),
            ] + fields)
    }

    private static let steps = [Field("position", .whole, "100")]
    private static let angle = [Field("position", .number, "10")]
    private static let picture = [
        Field("gain?", .anyWhole, "1"), Field("offset?", .anyWhole, "1"),
        Field("readout_mode?", .indexOrName, "0"),
    ]

    /// Cameras, domes and all other devices of telescopes.
    static let instruments: [Example] =
        [
            order(
                "camera/expose",
                picture + [
                    Field("duration", .number, "1"), Field("light?", .truth, "true"),
                    Field("image_type?", .formed, "null"),
                    Field("bin?", .anything, "1"), Field("region?", .object, "null"),
                    Field("filter?", .indexOrName, "null"),
                    Field("object?", .label, #""M 31""#),
                ]),
            order(
                "camera/set",
                picture + [
                    Field("fast_readout?", .truth, "false"), Field("set_point?", .number, "-10"),
                    Field("cooler_on?", .truth, "true"), Field("sub_exposure_duration?", .number, "1"),
                ]),
            Example(
                "telescope/camera/fetch",
                [Field("exposure_id", .reference, #""{nobody}""#), Field("part?", .formed, #""file""#)]),
            Example(
                "telescope/camera/list",
                [
                    Field("telescope_id?", .id, #""{telescope}""#), Field("session_id?", .id, #""{nobody}""#),
                    Field("state?", .formed, #""done""#), Field("limit?", .whole, "10"),
                    Field("cursor?", .formed, "null"),
                ]),
            order("dome/slew", [Field("azimuth?", .number, "10"), Field("altitude?", .number, "null")]),
            order("dome/set_slaved", [Field("slaved", .truth, "true")]),
            order("focuser/move", steps),
            order("focuser/set", [Field("temp_comp?", .truth, "true")]),
            order("rotator/move", angle), order("rotator/move_mechanical", angle), order("rotator/sync", angle),
            order("rotator/set", [Field("reverse?", .truth, "true")]),
            order("filterwheel/select", [Field("filter", .indexOrName, "0")]),
            order("covercalibrator/calibrator_on", [Field("brightness?", .whole, "1")]),
            order(
                "switch/set",
                [Field("id", .indexOrName, "0"), Field("value?", .anyNumber, "1"), Field("state?", .truth, "null")]),
        ] + plain.map { order($0) }

    private static let plain = [
        "camera/abort", "camera/stop", "camera/get", "dome/open_shutter", "dome/close_shutter", "dome/park",
        "dome/find_home", "dome/set_park", "dome/abort", "focuser/halt", "rotator/halt", "covercalibrator/open",
        "covercalibrator/close", "covercalibrator/halt", "covercalibrator/calibrator_off", "switch/list",
    ]
}
