import Settings
import Testing

@Suite struct BrokerAddressTests {
    @Test(arguments: [
        ("broker", "broker", 1883, false), ("broker:1884", "broker", 1884, false),
        ("tcp://broker", "broker", 1883, false), ("mqtt://broker:1", "broker", 1, false),
        ("mqtts://broker", "broker", 8883, true), ("mqtts://broker:1884/", "broker", 1884, true),
        ("tcp://[::1]:1884", "::1", 1884, false), ("10.0.0.1", "10.0.0.1", 1883, false),
    ])
    func anAddressIsRead(text: String, host: String, port: Int, usesTLS: Bool) {
        #expect(BrokerAddress(text) == BrokerAddress(host: host, port: port, usesTLS: usesTLS))
    }

    @Test(arguments: [
        "", ":1883", "http://broker", "tcp://", "broker:0", "broker:70000", "broker:x", "user@broker", "broker/path",
        "[::1", "[::1]1883", "a b", String(repeating: "a", count: 254), "tcp://" + String(repeating: "a", count: 254),
    ])
    func aTextThatIsNoAddressIsRefused(text: String) {
        #expect(BrokerAddress(text) == nil)
    }
}
