extension AlpacaMember {
    /// The members that every device has.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let common: [AlpacaMember] = [
        .get("connected", .bool),
        .get("connecting", .bool, since: .platform7),
        .get("description", .string),
        .get("devicestate", .objects, since: .platform7),
        .get("driverinfo", .string),
        .get("driverversion", .string),
        .get("interfaceversion", .integer),
        .get("name", .string),
        .get("supportedactions", .strings),
        .put("action", ["Action": .string, "Parameters": .string], returns: .string),
        .put("commandblind", ["Command": .string, "Raw": .string]),
        .put("commandbool", ["Command": .string, "Raw": .string], returns: .bool),
        .put("commandstring", ["Command": .string, "Raw": .string], returns: .string),
        .put("connect", since: .platform7),
        .put("connected", ["Connected": .bool]),
        .put("disconnect", since: .platform7),
    ]
}
