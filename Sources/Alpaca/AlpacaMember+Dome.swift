extension AlpacaMember {
    /// The members of a dome beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let dome: [AlpacaMember] = [
        .get("altitude", .double),
        .get("athome", .bool),
        .get("atpark", .bool),
        .get("azimuth", .double),
        .get("canfindhome", .bool),
        .get("canpark", .bool),
        .get("cansetaltitude", .bool),
        .get("cansetazimuth", .bool),
        .get("cansetpark", .bool),
        .get("cansetshutter", .bool),
        .get("canslave", .bool),
        .get("cansyncazimuth", .bool),
        .get("shutterstatus", .integer),
        .get("slaved", .bool),
        .get("slewing", .bool),
        .put("slaved", ["Slaved": .bool]),
        .put("abortslew"),
        .put("closeshutter"),
        .put("findhome"),
        .put("openshutter"),
        .put("park"),
        .put("setpark"),
        .put("slewtoaltitude", ["Altitude": .double]),
        .put("slewtoazimuth", ["Azimuth": .double]),
        .put("synctoazimuth", ["Azimuth": .double]),
    ]
}
