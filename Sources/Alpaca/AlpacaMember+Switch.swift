extension AlpacaMember {
    /// The members of a switch beside the common ones.
    ///
    /// Source: ASCOM Alpaca OpenAPI, AlpacaDeviceAPI_v1P7; the names of `PUT` parameters are exact.
    static let `switch`: [AlpacaMember] = [
        .get("maxswitch", .integer),
        .get("canasync", ["Id": .integer], .bool, since: .version(3)),
        .get("canwrite", ["Id": .integer], .bool),
        .get("getswitch", ["Id": .integer], .bool),
        .get("getswitchdescription", ["Id": .integer], .string),
        .get("getswitchname", ["Id": .integer], .string),
        .get("getswitchvalue", ["Id": .integer], .double),
        .get("minswitchvalue", ["Id": .integer], .double),
        .get("maxswitchvalue", ["Id": .integer], .double),
        .get("statechangecomplete", ["Id": .integer], .bool, since: .version(3)),
        .get("switchstep", ["Id": .integer], .double),
        .put("setasync", ["Id": .integer, "State": .bool], since: .version(3)),
        .put("setasyncvalue", ["Id": .integer, "Value": .double], since: .version(3)),
        .put("setswitch", ["Id": .integer, "State": .bool]),
        .put("setswitchname", ["Id": .integer, "Name": .string]),
        .put("setswitchvalue", ["Id": .integer, "Value": .double]),
        .put("cancelasync", ["Id": .integer], since: .version(3)),
    ]
}
