import HTTPGateway
import Kernel
import Logging
import MQTT
import NIOCore
import NIOPosix
import Settings

/// Finds where the door for downloads is to be: where the configuration says, else where the clients of the broker are.
struct DownloadPlace: Sendable {
    private let http: BootstrapFile.HTTP
    private let broker: MQTTAddress?
    private let logger: Logger

    /// Prepares to find the place.
    ///
    /// - Parameters:
    ///   - http: What the configuration says, nil for nothing.
    ///   - broker: The broker in use.
    ///   - logger: Where it logs.
    init(_ http: BootstrapFile.HTTP?, facing broker: MQTTAddress?, logger: Logger) {
        self.http = http ?? BootstrapFile.HTTP()
        self.broker = broker
        self.logger = logger
    }

    /// The address: a broker on this machine makes it one that only this machine reaches.
    var address: DownloadAddress {
        get async {
            let port = http.port ?? 0
            if let host = http.host, !["0.0.0.0", "::"].contains(host) {
                return DownloadAddress(host: host, port: port, publicURL: http.publicURL)
            }
            let facing = await facingHost
            return DownloadAddress(
                host: http.host ?? facing, port: port, publicURL: http.publicURL, shownHost: facing)
        }
    }

    private var facingHost: String {
        get async {
            let loopback = "127.0.0.1"
            guard let broker else { return loopback }
            do {
                return try await withDeadline(.seconds(5), "the way to the broker") {
                    try await Self.localAddress(facing: broker) ?? loopback
                }
            } catch {
                logger.warning(
                    "no way to the broker was found, pictures can be fetched on this machine only",
                    metadata: ["broker.host": "\(broker.host)", "error": "\(error)"])
                return loopback
            }
        }
    }

    // A connected UDP socket knows the address from which it would send; nothing is sent.
    private static func localAddress(facing broker: MQTTAddress) async throws -> String? {
        let channel = try await DatagramBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: broker.host, port: Int(broker.port)).get()
        let address = channel.localAddress?.ipAddress
        try await channel.close()
        return address
    }
}
