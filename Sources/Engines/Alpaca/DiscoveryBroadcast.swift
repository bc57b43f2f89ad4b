import Alpaca
import Kernel
import NIOCore
import NIOPosix
import Synchronization

/// Asks every IPv4 network of the machine for Alpaca servers.
struct DiscoveryBroadcast: Sendable {
    // The same server answers on several networks; far more replies than any observatory has servers is noise.
    private static let most = 256

    let port: Int
    let timeout: Duration
    let time: TimeSource

    /// Sends the request twice, 100 ms apart, and gathers the servers that reply within the timeout.
    ///
    /// - Returns: Addresses such as `http://10.0.0.5:11111`, each once.
    /// - Throws: When no socket can be opened or the task is cancelled.
    func servers() async throws -> [String] {
        let found = Found(most: Self.most)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_broadcast), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ReplyHandler(found))
                }
            }
            .bind(host: "0.0.0.0", port: 0).get()
        do {
            let start = time.now()
            for poll in 0..<2 {
                if poll > 0 { try await time.sleep(.milliseconds(100)) }
                await send(over: channel)
            }
            try await time.sleep(max(timeout - (time.now() - start), .zero))
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
        return found.servers
    }

    private func send(over channel: any Channel) async {
        for address in Self.targets(port: port) {
            let datagram = AddressedEnvelope(
                remoteAddress: address, data: ByteBuffer(bytes: AlpacaDiscoveryDatagram.request))
            // A network that is down or has no route refuses; the others are asked all the same.
            try? await channel.writeAndFlush(datagram)
        }
    }

    // 127.255.255.255 beside 127.0.0.1: of several servers that share the port only one receives a unicast datagram.
    private static func targets(port: Int) -> [SocketAddress] {
        var hosts = ["255.255.255.255", "127.0.0.1", "127.255.255.255"]
        // Without a list of interfaces the general addresses remain.
        for device in (try? System.enumerateDevices()) ?? [] {
            guard let broadcast = device.broadcastAddress?.ipAddress, broadcast.contains("."),
                !hosts.contains(broadcast)
            else { continue }
            hosts.append(broadcast)
        }
        // An address that cannot be written cannot be asked.
        return hosts.compactMap { try? SocketAddress(ipAddress: $0, port: port) }
    }

    private final class Found: Sendable {
        private let state = Mutex<[String]>([])
        private let most: Int

        init(most: Int) { self.most = most }

        var servers: [String] { state.withLock { $0 } }

        func add(_ server: String) {
            state.withLock { servers in
                guard servers.count < most, !servers.contains(server) else { return }
                servers.append(server)
            }
        }
    }

    private final class ReplyHandler: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let found: Found

        init(_ found: Found) { self.found = found }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let reply = unwrapInboundIn(data)
            guard let host = reply.remoteAddress.ipAddress,
                let port = AlpacaDiscoveryDatagram.port(in: reply.data.readableBytesView)
            else { return }
            found.add("http://\(host):\(port)")
        }
    }
}
