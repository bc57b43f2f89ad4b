extension AlpacaMember {
    /// The members of a focuser beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let focuser: [AlpacaMember] = [
        .get("absolute", .bool),
        .get("ismoving", .bool),
        .get("maxincrement", .integer),
        .get("maxstep", .integer),
        .get("position", .integer),
        .get("stepsize", .double),
        .get("tempcomp", .bool),
        .get("tempcompavailable", .bool),
        .get("temperature", .double),
        .put("tempcomp", ["TempComp": .bool]),
        .put("halt"),
        .put("move", ["Position": .integer]),
    ]
}
