extension AlpacaMember {
    /// The members of a rotator beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let rotator: [AlpacaMember] = [
        .get("canreverse", .bool),
        .get("ismoving", .bool),
        .get("mechanicalposition", .double),
        .get("position", .double),
        .get("reverse", .bool),
        .get("stepsize", .double),
        .get("targetposition", .double),
        .put("reverse", ["Reverse": .bool]),
        .put("halt"),
        .put("move", ["Position": .double]),
        .put("moveabsolute", ["Position": .double]),
        .put("movemechanical", ["Position": .double]),
        .put("sync", ["Position": .double]),
    ]
}
