import Testing

@testable import AlpacaEngines

@Suite struct AllowedNetworksTests {
    @Test(arguments: [
        "127.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.5", "169.254.1.1", "::1", "[::1]",
        "fd00::1", "fe80::1", "::ffff:10.0.0.1",
    ])
    func loopbackAndPrivateAddressesAreAllowed(text: String) throws {
        let networks = try #require(AllowedNetworks(AllowedNetworks.standard))
        #expect(networks.contains(try #require(NetworkAddress(text))))
    }

    @Test(arguments: [
        "8.8.8.8", "172.32.0.1", "172.15.255.255", "11.0.0.1", "192.169.0.1", "0.0.0.0", "2001:db8::1", "::",
        "::ffff:8.8.8.8",
    ])
    func otherAddressesAreNot(text: String) throws {
        let networks = try #require(AllowedNetworks(AllowedNetworks.standard))
        #expect(!networks.contains(try #require(NetworkAddress(text))))
    }

    @Test func aNetworkWithoutALengthIsOneAddress() throws {
        let networks = try #require(AllowedNetworks(["203.0.113.7"]))
        #expect(networks.contains(try #require(NetworkAddress("203.0.113.7"))))
        #expect(!networks.contains(try #require(NetworkAddress("203.0.113.8"))))
    }

    @Test func everythingMayBeAllowed() throws {
        let networks = try #require(AllowedNetworks(["0.0.0.0/0"]))
        #expect(networks.contains(try #require(NetworkAddress("8.8.8.8"))))
        #expect(!networks.contains(try #require(NetworkAddress("::1"))))
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0/8", "host", "10.0.0.0/8/8", "::1/129", "10.0.0.0/"])
    func textThatIsNoNetworkIsRefused(text: String) {
        #expect(AllowedNetworks([text]) == nil)
    }

    @Test func theResolverReadsAddressesWithoutAsking() async throws {
        #expect(await AddressResolver().addresses(of: "[::1]") == [try #require(NetworkAddress("::1"))])
        #expect(await AddressResolver().addresses(of: "localhost").isEmpty == false)
    }
}
