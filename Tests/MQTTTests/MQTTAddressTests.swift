import MQTT
import Testing

@Suite struct MQTTAddressTests {
    @Test(arguments: [
        ("localhost", "mqtt://localhost:1883"), ("broker:1884", "mqtt://broker:1884"),
        ("tcp://10.0.0.1", "mqtt://10.0.0.1:1883"), ("mqtts://broker.example", "mqtts://broker.example:8883"),
        ("mqtts://broker.example:9000/", "mqtts://broker.example:9000"), ("[::1]:1885", "mqtt://[::1]:1885"),
        ("MQTT://[fe80::1]", "mqtt://[fe80::1]:1883"),
    ])
    func theSpellingsOfAnAddressAreRead(text: String, meaning: String) throws {
        #expect(try MQTTAddress(parsing: text).description == meaning)
    }

    @Test(arguments: ["", "http://broker", "tcp://", "broker:", "broker:0", "broker:70000", "a b", "[::1]x", "a/b"])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(throws: MQTTError.self) { try MQTTAddress(parsing: text) }
    }

    @Test func aConfiguredPortIsUsedWhenTheAddressNamesNone() throws {
        #expect(try MQTTAddress(parsing: "mqtts://broker", defaultPort: 8884).port == 8884)
        #expect(try MQTTAddress(parsing: "mqtts://broker:1", defaultPort: 8884).port == 1)
    }
}
