import HTTPServing
import Hummingbird
import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 with small limits: nobody has much to say at these doors.
    ///
    /// - Parameters:
    ///   - connections: Where connections announce themselves.
    ///   - patience: How long a connection may be open without a whole request; one that is being answered is not idle.
    /// - Returns: The server.
    static func narrow(_ connections: OpenConnections, patience: TimeAmount) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            HTTP1Channel(
                responder: { request, writer, channel in
                    // A body is neither wanted nor read to its end.
                    guard hasNoBody(request) else {
                        let refusal = Response(status: .contentTooLarge, headers: [.connection: "close"])
                        try await writer.write(response: refusal.head, body: refusal.body)
                        try await channel.close()
                        return
                    }
                    try await responder(request, writer, channel)
                },
                configuration: .init(
                    additionalChannelHandlers: [ConnectionAnnouncer(connections)],
                    idleTimeout: patience,
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 4 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64)))
        }
    }

    private static func hasNoBody(_ request: Request) -> Bool {
        request.headers[.transferEncoding] == nil && [nil, "0"].contains(request.headers[.contentLength])
    }
}
