import Hummingbird
import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 as Alpaca's clients need it: long-lived connections, and `Expect: 100-continue` is answered.
    static func alpaca(_ configuration: AlpacaServerConfiguration) -> HTTPServerBuilder {
        let idle = TimeAmount(configuration.idleTimeout)
        return HTTPServerBuilder { responder in
            HTTP1Channel(
                responder: { request, writer, channel in
                    if let length = request.headers[.contentLength].flatMap({ Int($0) }),
                        length > configuration.largestBody
                    {
                        // Whether the body still comes is not known, so nothing that follows can be understood.
                        let refusal = Response.text(.contentTooLarge, "the body is too large")
                        try await writer.write(response: refusal.head, body: refusal.body)
                        try await channel.close()
                        return
                    }
                    // .NET's HTTP client can wait for this before it sends a body (RFC 9110, section 10.1.1).
                    if request.headers[.expect]?.lowercased() == "100-continue" {
                        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
                    }
                    try await responder(request, writer, channel)
                }, configuration: .init(idleTimeout: idle))
        }
    }
}
