import Alpaca
import NIOCore

/// Answers each request on one socket.
final class DiscoveryHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let reply: [UInt8]
    private let admits: @Sendable (SocketAddress) -> Bool

    init(port: Int, admits: @escaping @Sendable (SocketAddress) -> Bool) {
        reply = AlpacaDiscoveryDatagram.reply(port: port)
        self.admits = admits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let request = unwrapInboundIn(data)
        guard AlpacaDiscoveryDatagram.isRequest(request.data.readableBytesView), admits(request.remoteAddress) else {
            return
        }
        let answer = AddressedEnvelope(remoteAddress: request.remoteAddress, data: ByteBuffer(bytes: reply))
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }

    // A datagram that did not arrive somewhere is reported here; the next one is none the worse for it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
