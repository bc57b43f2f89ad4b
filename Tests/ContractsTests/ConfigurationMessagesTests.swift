import Contracts
import FoundationEssentials
import Kernel
import Testing

@Suite struct ConfigurationMessagesTests {
    @Test(arguments: [
        (#"{"config_key":"k","config_value":null}"#, JSONValue?.some(.null)), (#"{"config_key":"k"}"#, JSONValue?.none),
        (#"{"config_key":"k","config_value":[1]}"#, JSONValue?.some([1])),
    ])
    func noValueIsAnotherThanNone(text: String, value: JSONValue?) throws {
        let request = try WireJSON.decode(ConfigurationUpdateRequest.self, from: Data(text.utf8))
        #expect(request.configKey == "k")
        #expect(request.configValue == value)
    }

    @Test func withoutAKeyAllIsReadAnew() throws {
        #expect(try WireJSON.decode(ConfigurationUpdateRequest.self, from: Data("{}".utf8)).configKey == nil)
    }
}
