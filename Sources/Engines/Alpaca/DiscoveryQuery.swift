import Alpaca
import Kernel
import NIOCore
import NIOPosix

/// Asks every network of the machine for Alpaca servers: IPv4 by broadcast, IPv6 by multicast.
struct DiscoveryQuery: Sendable {
    private static let polls = 3

    let port: Int
    let timeout: Duration
    let networks: AllowedNetworks
    let time: TimeSource

    /// Sends the request some times, 100 ms apart, and gathers the servers that reply within the timeout.
    ///
    /// - Returns: The servers in allowed networks, each once.
    /// - Throws: When no socket can be opened or the task is cancelled.
    func servers() async throws -> [AlpacaServer] {
        let replies = DiscoveryReplies(networks)
        let targets = Self.targets(port: port)
        var sockets: [(channel: any Channel, targets: [SocketAddress])] = []
        var failure: (any Error)?
        for (host, targets) in [("0.0.0.0", targets.four), ("::", targets.six)] {
            do {
                sockets.append((try await open(host, replies), targets))
            } catch {
                // A machine may have one of the two protocols only.
                failure = error
            }
        }
        if sockets.isEmpty, let failure { throw failure }
        let result: Result<Void, any Error>
        do {
            result = .success(try await ask(sockets))
        } catch {
            result = .failure(error)
        }
        for socket in sockets { try await socket.channel.close() }
        try result.get()
        return replies.servers
    }

    private func ask(_ sockets: [(channel: any Channel, targets: [SocketAddress])]) async throws {
        let start = time.now()
        for poll in 0..<Self.polls {
            if poll > 0 { try await time.sleep(min(.milliseconds(100), timeout / Self.polls)) }
            for socket in sockets {
                for address in socket.targets {
                    let datagram = AddressedEnvelope(
                        remoteAddress: address, data: ByteBuffer(bytes: AlpacaDiscoveryDatagram.request))
                    // A network that is down or has no route refuses; the others are asked all the same.
                    try? await socket.channel.writeAndFlush(datagram)
                }
            }
        }
        try await time.sleep(max(timeout - (time.now() - start), .zero))
    }

    private func open(_ host: String, _ replies: DiscoveryReplies) async throws -> any Channel {
        try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_broadcast), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ReplyHandler(replies))
                }
            }
            .bind(host: host, port: 0).get()
    }

    // 127.255.255.255 beside 127.0.0.1: of several servers that share the port only one receives a unicast datagram.
    private static func targets(port: Int) -> (four: [SocketAddress], six: [SocketAddress]) {
        var four = ["255.255.255.255", "127.0.0.1", "127.255.255.255"]
        var six = ["::1"]
        // Without a list of interfaces the general addresses remain.
        for device in (try? System.enumerateDevices()) ?? [] {
            if let broadcast = device.broadcastAddress?.ipAddress, broadcast.contains("."), !four.contains(broadcast) {
                four.append(broadcast)
            }
            // ASCOM Alpaca API Reference, section 4: on every interface that can, hence with its zone.
            let group = "ff12::a1:9aca%\(device.name)"
            if device.multicastSupported, device.address?.protocol == .inet6, !six.contains(group) { six.append(group) }
        }
        // An address that cannot be written cannot be asked. Numbers only: nobody is asked for a name.
        return (
            four.compactMap { try? SocketAddress(ipAddress: $0, port: port) },
            six.compactMap { try? SocketAddress.makeAddressResolvingHost($0, port: port) }
        )
    }

    private final class ReplyHandler: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let replies: DiscoveryReplies

        init(_ replies: DiscoveryReplies) { self.replies = replies }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let reply = unwrapInboundIn(data)
            guard let sender = NetworkAddress(reply.remoteAddress),
                let port = AlpacaDiscoveryDatagram.port(in: reply.data.readableBytesView)
            else { return }
            replies.add(sender, port: port)
        }
    }
}
