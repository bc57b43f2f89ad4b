import Access
import Kernel
import Settings
import Testing

@Suite struct SettingKeyTests {
    private let port = AnySettingKey(SettingKey("discovery_port", default: 32227, valid: 1...65535))
    private let timeout = AnySettingKey(
        SettingKey("poll_timeout", default: Duration.seconds(2), valid: .milliseconds(100) ... .seconds(60)))

    @Test func aKeyKnowsItsTypeAndItsDefaultAsJSON() {
        #expect(port.type == .int)
        #expect(port.defaultValue == 32227)
        #expect(timeout.type == .duration)
        #expect(timeout.defaultValue == 2)
        #expect(AnySettingKey(SettingKey("x", default: 1.5)).type == .float)
        #expect(AnySettingKey(SettingKey("x", default: true)).type == .bool)
        #expect(AnySettingKey(SettingKey("x", default: "")).type == .string)
        #expect(AnySettingKey(SettingKey("x", default: ["a"])).type == .object)
        #expect(AnySettingKey(SettingKey("x", default: ["a": 1] as JSONValue)).type == .object)
    }

    @Test(
        arguments: [
            ("30s", 30), (30, 30), (1.5, 1.5), ("1.5", 1.5), ("1m", 60), ("500ms", 0.5),
        ] as [(JSONValue, JSONValue)])
    func aDurationIsStoredAsSeconds(given: JSONValue, stored: JSONValue) throws {
        #expect(try timeout.validate(given) == stored)
    }

    @Test(arguments: [
        ("7d", 604_800), ("1h30m", 5400), ("0", 0), ("2h", 7200),
    ])
    func aDurationMayHaveUnits(text: String, seconds: Int) throws {
        let key = AnySettingKey(SettingKey("x", default: Duration.zero))
        #expect(try key.validate(.string(text)) == .integer(Int64(seconds)))
    }

    @Test(arguments: ["", "s", "10", "10 s", "1y", "-1s", "1e400", "nan", "inf", "1s2", "..s", "99999999999d"])
    func aTextThatIsNoDurationIsRefused(text: String) {
        let key = AnySettingKey(SettingKey("x", default: Duration.zero, valid: .zero ... .seconds(5)))
        let error = #expect(throws: ServiceError.self) { try key.validate(.string(text)) }
        #expect(error?.code == .invalidRequest)
    }

    @Test(arguments: ["5432", true, nil, 1.5, [1], ["a": 1], 1e300] as [JSONValue])
    func aValueOfAnotherTypeIsRefusedByName(value: JSONValue) {
        let error = #expect(throws: ServiceError.self) { try port.validate(value) }
        #expect(error?.message == "discovery_port must be a whole number")
    }

    @Test func aValueOutOfRangeIsRefusedWithTheRange() {
        let tooSmall = #expect(throws: ServiceError.self) { try port.validate(0) }
        #expect(tooSmall?.message == "discovery_port must be from 1 to 65535")
        let tooLong = #expect(throws: ServiceError.self) { try timeout.validate("2m") }
        #expect(tooLong?.message == "poll_timeout must be from 0.1 s to 60 s")
    }

    @Test func aWordOutOfAFewIsAccepted() throws {
        let key = AnySettingKey(SettingKey("update_policy", default: "manual", oneOf: ["manual", "automatic"]))
        #expect(try key.validate("automatic") == "automatic")
        let error = #expect(throws: ServiceError.self) { try key.validate("never") }
        #expect(error?.message == "update_policy must be one of manual, automatic")
    }

    @Test func aKeySaysWhatElseIsNeededToChangeIt() {
        let rights = Permission("security", "write")
        let role = AnySettingKey(SettingKey("role", default: "", permission: rights, isHarmlessAtDefault: true))
        #expect(role.permissionNeeded(toSet: "operator") == rights)
        #expect(role.permissionNeeded(toSet: .null) == rights)
        #expect(role.permissionNeeded(toSet: "") == nil)
        // The default takes nothing back unless the row says so.
        let broker = AnySettingKey(SettingKey("broker_port", default: 0, valid: 0...9, permission: rights))
        #expect(broker.permissionNeeded(toSet: 0) == rights)
        #expect(port.permission == nil)
        #expect(port.permissionNeeded(toSet: 1) == nil)
    }

    @Test func aListOfTextsRefusesOtherElements() {
        let key = AnySettingKey(SettingKey("static_servers", default: [String]()))
        #expect(throws: ServiceError.self) { try key.validate(["a", 1]) }
    }
}
