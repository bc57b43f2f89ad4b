import Testing

@testable import AlpacaEngines

@Suite struct DiscoveryRepliesTests {
    private func add(_ text: String, port: Int = 11111, to replies: DiscoveryReplies) throws {
        replies.add(try #require(NetworkAddress(text)), port: port)
    }

    @Test func aStrangerOutsideIsNotAsked() throws {
        let replies = DiscoveryReplies(AllowedNetworks())
        try add("8.8.8.8", to: replies)
        try add("192.168.1.9", to: replies)
        #expect(replies.servers.map(\.url) == ["http://192.168.1.9:11111"])
    }

    @Test func aServerWithSeveralAddressesIsKnownByTheBestFirst() throws {
        let replies = DiscoveryReplies(AllowedNetworks())
        try add("fe80::5%eth0", to: replies)
        try add("fd00::5", to: replies)
        try add("10.0.0.5", to: replies)
        #expect(replies.servers.map(\.host) == ["10.0.0.5", "[fd00:0:0:0:0:0:0:5]", "[fe80:0:0:0:0:0:0:5%25eth0]"])
    }

    @Test func aFloodOfRepliesIsBounded() throws {
        let replies = DiscoveryReplies(AllowedNetworks())
        for port in 1...100 { try add("10.0.0.5", port: port, to: replies) }
        #expect(replies.servers.count == 8)
        for host in 1...200 { try add("10.0.1.\(host)", to: replies) }
        #expect(replies.servers.count == 64)
    }
}
