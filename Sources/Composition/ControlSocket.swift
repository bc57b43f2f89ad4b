import Access
import FoundationEssentials
import Glibc
import Kernel
import Logging
import Messaging
import NIOCore
import NIOPosix

/// The door on the node's own machine: one JSON envelope per line in and out, same routes and identity as over the broker.
final class ControlSocket: Sendable {
    // More is left unread until replies were taken: none may get lost.
    private static let mostUnanswered = 256

    private struct Line: Sendable {
        let bytes: Data
        let place: RequestWindow.Place
    }

    private let path: String
    private let bus: MessageBus
    private let parser: @Sendable () -> EnvelopeParser
    private let time: TimeSource
    private let logger: Logger

    /// Describes the socket; `serve` opens it.
    init(
        path: String, bus: MessageBus, parser: @escaping @Sendable () -> EnvelopeParser, time: TimeSource,
        logger: Logger
    ) {
        self.path = path
        self.bus = bus
        self.parser = parser
        self.time = time
        self.logger = logger
    }

    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    typealias Listener = NIOAsyncChannel<Connection, Never>

    /// Binds the socket, mode 0600.
    ///
    /// - Returns: The listening socket.
    /// - Throws: `unavailable` naming the path.
    func bind() async throws -> Listener {
        let longest = parser().maximumSize + 4_096
        // Between bind and chmod nobody else may connect: the directory is private, and so is what the process creates.
        let mask = umask(0o177)
        defer { umask(mask) }
        do {
            return try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            ByteToMessageHandler(LineDecoder(longest: longest)))
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw ServiceError(.unavailable, "cannot listen on \(path)", cause: error)
        }
    }

    /// Serves connections until the socket closes.
    func serve(_ listener: Listener) async throws {
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask {
                        do {
                            try await self.talk(on: connection)
                        } catch {
                            self.logger.debug("a control connection broke", metadata: ["error": "\(error)"])
                        }
                    }
                }
            }
        }
    }

    /// Removes the socket from the file system.
    func remove() { unlink(path) }

    private func talk(on connection: Connection) async throws {
        let peer = try await Self.peer(of: connection.channel)
        try await connection.executeThenClose { lines, writer in
            let window = RequestWindow(Self.mostUnanswered)
            let (replies, outbox) = AsyncStream<Line>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    // Without a writer a place would be waited for in vain.
                    defer { window.end() }
                    for await reply in replies {
                        try await writer.write(ByteBuffer(bytes: reply.bytes + [0x0A]))
                        reply.place.leave()
                    }
                }
                do {
                    for try await line in lines where line.readableBytes > 0 {
                        guard let place = await window.enter() else { break }
                        await self.take(Data(line.readableBytesView), from: peer, place, outbox)
                    }
                } catch is LineDecoder.TooLong {
                    if let place = await window.enter() { self.refuseLongLine(place, outbox) }
                    // What came before it is answered as well.
                    await window.empties()
                }
                outbox.finish()
                try await group.waitForAll()
            }
        }
    }

    // A line carries its topic beside the envelope: `{"topic":"telescope/status/get", …}`, with or without the prefix.
    private func take(
        _ line: Data, from peer: String, _ place: RequestWindow.Place, _ outbox: AsyncStream<Line>.Continuation
    ) async {
        let parsed: EnvelopeParser.Message
        let suffix: String
        do {
            parsed = try parser().parse(line)
            suffix = try self.suffix(in: line)
        } catch {
            return refuse(ServiceError(wrapping: error), place, outbox)
        }
        let header = parsed.header
        let isEnveloped = parsed.isEnveloped
        let time = time
        await bus.deliver(
            Frame(
                topic: bus.space.coordinator(suffix), suffix: suffix, header: header,
                body: .json(parsed.json, isEnveloped: isEnveloped), door: .control, peer: peer,
                arrivedAt: time.now(),
                receivedAt: time.date(),
                responder: Responder { reply in
                    let bytes = WireReply.bytes(reply, to: header, isEnveloped: isEnveloped, now: time.date())
                    outbox.yield(Line(bytes: bytes, place: place))
                }))
    }

    private func refuseLongLine(_ place: RequestWindow.Place, _ outbox: AsyncStream<Line>.Continuation) {
        let limit = parser().maximumSize
        let error = ServiceError(
            .invalidRequest, "the line is too long, the most bytes of a message are \(limit)",
            details: ["limit": .integer(Int64(limit))])
        refuse(error, place, outbox)
    }

    private func refuse(
        _ error: ServiceError, _ place: RequestWindow.Place, _ outbox: AsyncStream<Line>.Continuation
    ) {
        let reply = Reply(.failure(error), from: "message")
        let bytes = WireReply.bytes(reply, to: Header(), isEnveloped: true, now: time.date())
        outbox.yield(Line(bytes: bytes, place: place))
    }

    // `struct ucred`, which the headers show only to those who ask for GNU extensions.
    private struct PeerCredentials {
        let pid: Int32
        let uid: UInt32
        let gid: UInt32
    }

    // The kernel says whose process is at the other end (unix(7), SO_PEERCRED).
    private static func peer(of channel: any Channel) async throws -> String {
        guard let options = channel as? any SocketOptionProvider else {
            throw ServiceError(.internal, "the control socket does not tell who is at its other end")
        }
        let credentials: PeerCredentials = try await options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).get()
        return "uid:\(credentials.uid)"
    }

    private struct Addressed: Decodable {
        let topic: String
    }

    private func suffix(in line: Data) throws -> String {
        let text: String
        do {
            text = try WireJSON.decode(Addressed.self, from: line).topic
        } catch {
            throw ServiceError(.invalidRequest, DecodingExplanation.text(for: error, what: "the line"))
        }
        if let topic = Topic(validating: text), let suffix = bus.space.suffix(of: topic) { return suffix }
        return try bus.space.suffix(of: bus.space.coordinator(checking: text)) ?? text
    }
}
