extension AlpacaMember {
    /// The members of a safetymonitor beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let safetyMonitor: [AlpacaMember] = [
        .get("issafe", .bool)
    ]
}
