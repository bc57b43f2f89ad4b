extension AlpacaMember {
    /// The members of a observingconditions beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let observingConditions: [AlpacaMember] = [
        .get("averageperiod", .double),
        .get("cloudcover", .double),
        .get("dewpoint", .double),
        .get("humidity", .double),
        .get("pressure", .double),
        .get("rainrate", .double),
        .get("skybrightness", .double),
        .get("skyquality", .double),
        .get("skytemperature", .double),
        .get("starfwhm", .double),
        .get("temperature", .double),
        .get("winddirection", .double),
        .get("windgust", .double),
        .get("windspeed", .double),
        .get("sensordescription", ["SensorName": .string], .string),
        .get("timesincelastupdate", ["SensorName": .string], .double),
        .put("averageperiod", ["AveragePeriod": .double]),
        .put("refresh"),
    ]
}
