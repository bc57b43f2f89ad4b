import HTTPGateway
import Logging
import MQTT
import Settings
import Testing

@testable import Composition

@Suite struct DownloadPlaceTests {
    private func address(
        _ host: String?, port: Int? = nil, url: String? = nil, broker: String? = "127.0.0.1"
    ) async -> DownloadAddress {
        var http = BootstrapFile.HTTP()
        http.host = host
        http.port = port
        http.publicURL = url
        let place = DownloadPlace(http, facing: broker.map { MQTTAddress(host: $0) }, logger: Logger(label: "test"))
        return await place.address
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func aBrokerOnThisMachineKeepsTheDoorOnThisMachine(broker: String) async {
        let found = await address(nil, broker: broker)
        #expect(["127.0.0.1", "::1"].contains(found.host))
        #expect(found.port == 0)
    }

    @Test func aConfiguredAddressIsTaken() async {
        let configured = await address("10.1.2.3", port: 8480, url: "https://x.example")
        #expect(configured == DownloadAddress(host: "10.1.2.3", port: 8480, publicURL: "https://x.example"))
    }

    @Test func allAddressesAreToldAsTheOneThatFacesTheBroker() async {
        #expect(await address("0.0.0.0") == DownloadAddress(host: "0.0.0.0", port: 0, shownHost: "127.0.0.1"))
    }

    @Test func withoutABrokerOrAWayToItTheDoorIsOnThisMachine() async {
        #expect(await address(nil, broker: nil).host == "127.0.0.1")
        #expect(await address(nil, broker: "no such host").host == "127.0.0.1")
    }

    @Test func withoutASectionTheDoorFindsItsPlace() async {
        let place = DownloadPlace(nil, facing: MQTTAddress(host: "127.0.0.1"), logger: Logger(label: "test"))
        #expect(await place.address == DownloadAddress(host: "127.0.0.1", port: 0))
    }
}
