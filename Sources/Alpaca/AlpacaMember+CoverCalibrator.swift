extension AlpacaMember {
    /// The members of a covercalibrator beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let coverCalibrator: [AlpacaMember] = [
        .get("brightness", .integer),
        .get("calibratorchanging", .bool, since: .version(2)),
        .get("calibratorstate", .integer),
        .get("covermoving", .bool, since: .version(2)),
        .get("coverstate", .integer),
        .get("maxbrightness", .integer),
        .put("calibratoroff"),
        .put("calibratoron", ["Brightness": .integer]),
        .put("closecover"),
        .put("haltcover"),
        .put("opencover"),
    ]
}
