import HTTPServing
import Hummingbird
import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 as Alpaca's clients need it: long-lived connections, and `Expect: 100-continue` is answered.
    static func alpaca(
        _ configuration: AlpacaServerConfiguration, _ connections: OpenConnections
    ) -> HTTPServerBuilder {
        let idle = TimeAmount(configuration.idleTimeout)
        return HTTPServerBuilder { responder in
            HTTP1Channel(
                responder: { request, writer, channel in
                    // .NET's HTTP client can wait for leave before it sends a body (RFC 9110, section 10.1.1).
                    if request.headers[.expect]?.lowercased() == "100-continue" {
                        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
                        guard length <= configuration.largestBody else {
                            // Whether the body still comes is not known, so nothing that follows can be understood.
                            let refusal = Response.text(.contentTooLarge, "the body is too large")
                            try await writer.write(response: refusal.head, body: refusal.body)
                            try await channel.close()
                            return
                        }
                        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
                    }
                    try await responder(request, writer, channel)
                },
                configuration: .init(
                    additionalChannelHandlers: [ConnectionAnnouncer(connections)], idleTimeout: idle))
        }
    }
}
