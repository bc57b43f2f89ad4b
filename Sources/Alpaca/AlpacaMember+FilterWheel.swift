extension AlpacaMember {
    /// The members of a filterwheel beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let filterWheel: [AlpacaMember] = [
        .get("focusoffsets", .integers),
        .get("names", .strings),
        .get("position", .integer),
        .put("position", ["Position": .integer]),
    ]
}
