public import Access
import FoundationEssentials
import HTTPServing
import Hummingbird
import HummingbirdCore
public import Kernel
public import Logging
import NIOCore

/// The door for downloads: lends files of one directory over HTTP to whoever was given their address.
///
/// `GET` and `HEAD` of `/files/{token}`; everything else is 404. An address is the only key: it has 256 random bits, is good
/// for a while and for one file, and is nowhere in a log.
public actor DownloadDoor: DownloadDesk {
    /// How many connections there can be at a time; more wait to be accepted.
    static let mostConnections = 256

    private static let patience = TimeAmount.seconds(15)
    private static let longestLifetime = Duration.seconds(86400)

    // Looking at files blocks.
    private nonisolated let executor = BlockingExecutor(label: "bigskies.downloads")
    private let address: DownloadAddress
    private let directory: String
    private let time: TimeSource
    private let logger: Logger
    private var offers = OfferBook()
    private var port: Int?

    /// The door's own thread, so to speak: never the cooperative pool.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Prepares a door; `run` opens it.
    ///
    /// - Parameters:
    ///   - address: Where it listens.
    ///   - directory: What is below it can be offered; absolute, need not exist yet.
    ///   - time: Where time comes from.
    ///   - logger: Where it logs.
    public init(_ address: DownloadAddress, directory: String, time: TimeSource = .system, logger: Logger) {
        self.address = address
        self.directory = directory
        self.time = time
        self.logger = logger
    }

    /// The port it listens at; nil while it does not.
    public var listeningPort: Int? { port }

    /// Whether it listens.
    public var isOpen: Bool { port != nil }

    /// Offers a file below the door's directory.
    ///
    /// - Parameters:
    ///   - path: The file, absolute.
    ///   - mediaType: What it is, for the client.
    ///   - name: The name under which a client may keep it.
    ///   - lifetime: How long the address is good, at most a day.
    /// - Returns: The URL and the time until which it is good.
    /// - Throws: `unavailable` while the door is not open, `not_found` when there is no such file here.
    public func offer(
        _ path: String, mediaType: String, name: String, for lifetime: Duration
    ) async throws(ServiceError) -> DownloadOffer {
        guard let port else { throw ServiceError(.unavailable, "the door for downloads is not open") }
        guard let steps = OfferedFile.steps(to: path, below: directory) else {
            throw ServiceError(.notFound, "there is no such file")
        }
        let identity = try LentFile(steps, below: directory).identity
        let lifetime = min(max(lifetime, .zero), Self.longestLifetime)
        let now = time.now()
        let file = OfferedFile(steps: steps, identity: identity, mediaType: mediaType, name: name)
        let token = offers.add(file, until: now + lifetime, at: now)
        return DownloadOffer(
            url: "\(address.base(port: port))/files/\(token)",
            expiresAt: time.date().addingTimeInterval(lifetime.seconds))
    }

    /// Opens the file that a token is good for; nil when there is none, or no longer the same.
    func lend(_ token: Substring) -> (offer: OfferedFile, file: LentFile)? {
        guard let offer = offers.file(for: token, at: time.now()) else { return nil }
        // A file that was removed or changed is not the one that was offered.
        // Which of the two, nobody outside needs to know.
        guard let file = try? LentFile(offer.steps, below: directory), file.identity == offer.identity else {
            return nil
        }
        return (offer, file)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter whenListening: Called once when clients can connect.
    /// - Throws: `unavailable` when the address cannot be listened at.
    public func run(whenListening: @escaping @Sendable () async -> Void) async throws {
        defer { port = nil }
        // The library tells of its own start at `info`, and of every end in good order as an error; what is wrong it throws.
        var quiet = logger
        quiet.logLevel = .critical
        let connections = OpenConnections()
        let application = Application(
            responder: DownloadResponder(door: self, time: time),
            server: .narrow(connections, patience: Self.patience),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
            onServerRunning: { channel in
                await self.opened(at: channel.localAddress?.port)
                await whenListening()
            }, logger: quiet)
        do {
            try await application.serve(connections, logger: quiet)
        } catch {
            throw ServiceError(
                .unavailable, "cannot listen at \(address.host) port \(address.port) for downloads",
                details: ["cure": "set http.host and http.port of the configuration file"], cause: error)
        }
    }

    private func opened(at port: Int?) {
        self.port = port ?? address.port
        logger.info(
            "the door for downloads is open",
            metadata: ["http.host": "\(address.host)", "http.port": "\(port ?? address.port)"])
    }
}
