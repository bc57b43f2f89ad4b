import Alpaca
import Kernel
import NIOCore
import NIOPosix
import Testing

@testable import AlpacaServer

@Suite struct DiscoveryTests {
    /// A socket that asks and gathers what comes back.
    private func ask(
        _ host: String, _ port: Int, from: String = "127.0.0.1", request: [UInt8] = AlpacaDiscoveryDatagram.request,
        until count: Int, within limit: Duration = .seconds(10)
    ) async throws -> [Int] {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_broadcast), value: 1)
            .bind(host: from, port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<AddressedEnvelope<ByteBuffer>, AddressedEnvelope<ByteBuffer>>(
                        wrappingChannelSynchronously: channel)
                }
            }
        let target = try SocketAddress(ipAddress: host, port: port)
        return try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: [Int].self) { group in
                group.addTask {
                    var ports: [Int] = []
                    for try await reply in inbound {
                        ports.append(AlpacaDiscoveryDatagram.port(in: reply.data.readableBytesView) ?? 0)
                        if ports.count == count { break }
                    }
                    return ports
                }
                group.addTask {
                    // The server may not have its socket yet.
                    let start = ContinuousClock.now
                    while ContinuousClock.now - start < limit {
                        try await outbound.write(
                            AddressedEnvelope(remoteAddress: target, data: ByteBuffer(bytes: request)))
                        try await Task.sleep(for: .milliseconds(100))
                    }
                    return []
                }
                let ports = try await group.next() ?? []
                group.cancelAll()
                return ports
            }
        }
    }

    private func freePort() async throws -> Int {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "0.0.0.0", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await channel.close()
        return port
    }

    @Test func serversThatShareThePortAllAnswerABroadcast() async throws {
        let port = try await freePort()
        let configuration = AlpacaServerConfiguration(port: 0, discoveryPort: port)
        try await ServerFixture.run([], configuration) { first in
            try await ServerFixture.run([], configuration) { second in
                var found: Set<Int> = []
                for _ in 0..<20 where found.count < 2 {
                    found.formUnion(try await ask("127.255.255.255", port, until: 2))
                }
                #expect(found == [first.port, second.port])
            }
        }
    }

    @Test func aServerOnIPv6AnswersOnIPv6() async throws {
        let port = try await freePort()
        let configuration = AlpacaServerConfiguration(host: "::1", port: 0, discoveryPort: port)
        try await ServerFixture.run([], configuration) { server in
            let ports = try await ask("::1", port, from: "::1", until: 1)
            #expect(ports == [server.port])
        }
    }

    @Test func onlyRequestsOfVersion1AreAnswered() async throws {
        let port = try await freePort()
        try await ServerFixture.run([], AlpacaServerConfiguration(port: 0, discoveryPort: port)) { server in
            #expect(try await ask("127.0.0.1", port, until: 1) == [server.port])
            for request in ["alpacadiscovery2", "alpacadiscovery", "hello", ""] {
                let replies = try await ask(
                    "127.0.0.1", port, request: Array(request.utf8), until: 1, within: .milliseconds(250))
                #expect(replies == [])
            }
            let longer = AlpacaDiscoveryDatagram.request + [UInt8](repeating: 0, count: 47)
            #expect(try await ask("127.0.0.1", port, request: longer, until: 1) == [server.port])
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true, "127.0.0.1", true), ("127.0.0.1", true, "10.0.0.5", false),
        ("0.0.0.0", true, "10.0.0.5", true), ("0.0.0.0", true, "8.8.8.8", false), ("0.0.0.0", false, "8.8.8.8", true),
        ("0.0.0.0", true, "127.0.0.1", true), ("10.0.0.1", true, "10.0.0.5", true),
        ("10.0.0.1", true, "192.168.1.5", false), ("10.0.0.1", true, "127.0.0.1", false),
        ("10.0.0.1", false, "8.8.8.8", true), ("::", true, "fe80::5", true), ("::", true, "2001:db8::1", false),
        ("::1", true, "::1", true), ("::1", true, "fe80::5", false),
    ])
    func whoCannotReachTheServerIsNotAnswered(
        host: String, isLocalOnly: Bool, source: String, isAnswered: Bool
    ) throws {
        func address(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 1) }
        let subnets = [
            try Subnet(address("127.0.0.1"), mask: address("255.0.0.0")),
            try Subnet(address("10.0.0.1"), mask: address("255.255.255.0")),
            try Subnet(address("192.168.1.1"), mask: address("255.255.255.0")),
            try Subnet(address("fe80::1"), mask: address("ffff:ffff:ffff:ffff::")),
            try Subnet(address("::1"), mask: address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")),
        ].compactMap { $0 }
        let audience = DiscoveryAudience(listening: try address(host), isLocalOnly: isLocalOnly)
        #expect(audience.admits(try address(source), subnets) == isAnswered)
    }

    @Test(arguments: [("127.0.0.1", true, false), ("0.0.0.0", true, false), ("::", true, true), ("::1", false, true)])
    func aServerAnswersOverTheProtocolsThatReachIt(host: String, isOnIPv4: Bool, isOnIPv6: Bool) throws {
        let audience = DiscoveryAudience(
            listening: try SocketAddress(ipAddress: host, port: 1), isLocalOnly: true)
        #expect(audience.isOnIPv4 == isOnIPv4)
        #expect(audience.isOnIPv6 == isOnIPv6)
    }
}
