import Composition
import FoundationEssentials
import Kernel
import Messaging
import NIOCore
import NIOPosix

/// The way through the socket on the node's own machine: a JSON envelope with its topic per line.
final class ControlConnection: ClientConnection {
    let place: String
    let sharesClock = true
    private let channel: any Channel
    private let desk: ReplyDesk

    private init(place: String, channel: any Channel, desk: ReplyDesk) {
        self.place = place
        self.channel = channel
        self.desk = desk
    }

    /// Connects.
    ///
    /// - Parameter path: The socket.
    /// - Returns: The connection; close it.
    /// - Throws: `unavailable` when nobody listens, `forbidden` when the socket belongs to somebody else.
    static func open(_ path: String) async throws -> ControlConnection {
        let desk = ReplyDesk()
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        // Replies with long lists are longer than any request may be.
                        try channel.pipeline.syncOperations.addHandlers(
                            ByteToMessageHandler(LineDecoder(longest: 64 << 20)), ReplyReader(desk))
                    }
                }
                .connect(unixDomainSocketPath: path).get()
            return ControlConnection(place: path, channel: channel, desk: desk)
        } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
            throw ServiceError(.forbidden, "\(path) may not be used; run as the user of the node", cause: error)
        } catch {
            throw ServiceError(.unavailable, "nobody listens on \(path)", cause: error)
        }
    }

    func ask(_ topic: Topic, _ request: WireRequest, within limit: Duration) async throws -> JSONValue {
        var line = try WireJSON.encode(AddressedRequest(topic: topic.text, request: request))
        line.append(UInt8(ascii: "\n"))
        let buffer = ByteBuffer(bytes: line)
        return try await desk.exchange(request.messageID, within: limit, "the reply") {
            do {
                try await channel.writeAndFlush(buffer)
            } catch {
                throw ServiceError(.unavailable, "the node has closed \(place)", cause: error)
            }
        }
    }

    func close() async {
        // It may be closed already, which is what is wanted.
        try? await channel.close()
    }
}

/// Passes the lines of a control connection to those who asked.
private final class ReplyReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let desk: ReplyDesk

    init(_ desk: ReplyDesk) { self.desk = desk }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        desk.take(Data(unwrapInboundIn(data).readableBytesView), isOurs: true)
    }

    func channelInactive(context: ChannelHandlerContext) {
        desk.fail(
            ServiceError(
                .unavailable, "the node closed the connection; whether the command was carried out is not known"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        desk.fail(ServiceError(.unavailable, "the connection to the node broke", cause: error))
        context.close(promise: nil)
    }
}
