import Glibc
import Kernel
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Answers clients that search for servers: IPv4 broadcasts, and IPv6 multicasts on every interface.
///
/// Source: ASCOM Alpaca API Reference, section 4.
final class DiscoveryResponder: Sendable {
    private static let group = "ff12::a1:9aca"
    // How long an interface that comes up may stay unheard.
    private static let lookEvery = Duration.seconds(5)

    private let port: Int
    private let serverPort: Int
    private let audience: DiscoveryAudience
    private let time: TimeSource
    private let logger: Logger
    private let subnets = Mutex<[Subnet]>([])

    /// Prepares answers.
    ///
    /// - Parameters:
    ///   - port: The UDP port to listen on.
    ///   - listening: Where the server listens.
    ///   - isLocalOnly: Whether only clients of the machine's own networks are answered.
    ///   - time: Where time comes from.
    ///   - logger: Where it says that it cannot.
    init(port: Int, listening: SocketAddress, isLocalOnly: Bool, time: TimeSource = .system, logger: Logger) {
        self.port = port
        serverPort = listening.port ?? 0
        audience = DiscoveryAudience(listening: listening, isLocalOnly: isLocalOnly)
        self.time = time
        self.logger = logger
    }

    /// Answers until the task is cancelled; a socket that cannot be had is tried again and again.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            if audience.isOnIPv4 { group.addTask { await self.keepAnswering(on: "0.0.0.0") } }
            if audience.isOnIPv6 { group.addTask { await self.keepAnswering(on: "::") } }
        }
    }

    private func keepAnswering(on host: String) async {
        let isSilenced = Atomic(false)
        do {
            try await retrying(Backoff(first: .seconds(1)), time: time) { error in
                // The first failure is told, not each.
                if !isSilenced.exchange(true, ordering: .relaxed) {
                    self.logger.warning(
                        "Clients that search cannot be answered.",
                        metadata: ["discovery.host": "\(host)", "discovery.port": "\(self.port)", "error": "\(error)"])
                }
                return .again
            } _: {
                try await self.answer(on: host) {
                    guard isSilenced.exchange(false, ordering: .relaxed) else { return }
                    self.logger.notice(
                        "Clients that search are answered again.", metadata: ["discovery.host": "\(host)"])
                }
            }
        } catch {
            // Only cancellation ends the attempts.
            return
        }
    }

    private func answer(on host: String, whenBound: () -> Void) async throws {
        look()
        let channel = try await bind(host)
        whenBound()
        var joined: Set<Int> = []
        do {
            while true {
                if host == "::" { joined = await join(channel, alreadyIn: joined) }
                try await time.sleep(Self.lookEvery)
                look()
            }
        } catch {
            // Closed twice is closed as well.
            try? await channel.close()
            throw error
        }
    }

    private func bind(_ host: String) async throws -> any Channel {
        let handler = DiscoveryHandler(port: serverPort) { source in
            self.audience.admits(source, self.subnets.withLock { $0 })
        }
        var bootstrap = DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            // Several servers share the port (ASCOM Alpaca API Reference, section 5.8.2).
            .channelOption(.socketOption(NIOBSDSocket.Option(rawValue: SO_REUSEPORT)), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler) }
            }
        if host == "::" {
            // IPv4 has a socket of its own.
            let isIPv6Only = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
            bootstrap = bootstrap.channelOption(isIPv6Only, value: 1)
        }
        return try await bootstrap.bind(host: host, port: port).get()
    }

    // Which networks the machine is part of now; without a list of interfaces there are none.
    private func look() {
        let devices = (try? System.enumerateDevices()) ?? []
        let found = devices.compactMap { Subnet($0.address, mask: $0.netmask) }
        subnets.withLock { $0 = found }
    }

    // An interface that went has left the group; one that came back has another index and joins anew.
    private func join(_ channel: any Channel, alreadyIn joined: Set<Int>) async -> Set<Int> {
        guard let channel = channel as? any MulticastChannel,
            let group = try? SocketAddress(ipAddress: Self.group, port: port)
        else { return joined }
        var present: Set<Int> = []
        // Without a list of interfaces there is nothing to join on.
        for device in (try? System.enumerateDevices()) ?? [] {
            guard case .v6 = device.address, device.multicastSupported, !present.contains(device.interfaceIndex) else {
                continue
            }
            if !joined.contains(device.interfaceIndex) {
                // An interface that is not ready yet is tried again the next time.
                guard (try? await channel.joinGroup(group, device: device).get()) != nil else { continue }
            }
            present.insert(device.interfaceIndex)
        }
        return present
    }
}
