import Alpaca
import AsyncHTTPClient
import Glibc
import Kernel
import NIOCore
import NIOHTTP1
import NIOPosix

extension AlpacaClient {
    /// What is sent.
    struct Request: Sendable {
        let verb: AlpacaMember.Verb
        let server: AlpacaServer
        let path: String
        let form: String
        var accept = "application/json"
        var headers: [(name: String, value: String)] = []
        var isUrgent = false
    }

    /// Sends a request to a checked address, once, and reads the body of a good answer.
    ///
    /// Of a name with several addresses the next one is tried when no connection could be made; nothing was sent then.
    func exchange<Body: Sendable>(
        _ request: Request, within limit: Duration, largest: Int,
        _ read: @escaping @Sendable (HTTPClientResponse) async throws -> Body
    ) async throws(AlpacaError) -> Body {
        do {
            return try await withDeadline(limit, "the request", time: time) {
                let response = try await self.connect(request, within: limit)
                guard response.status == .ok else { throw try await Self.refusal(response) }
                return try await read(response)
            }
        } catch {
            throw Self.failure(error, limit, largest)
        }
    }

    private func connect(_ request: Request, within limit: Duration) async throws -> HTTPClientResponse {
        let addresses = try await book.addresses(of: request.server)
        for address in addresses.dropLast() {
            do {
                return try await execute(request, at: address, within: limit)
            } catch let error where Self.isConnectionFailure(error) {
                book.failed(address, of: request.server)
            }
        }
        guard let last = addresses.last else { throw AlpacaError.outside }
        return try await execute(request, at: last, within: limit)
    }

    private func execute(
        _ request: Request, at address: NetworkAddress, within limit: Duration
    ) async throws -> HTTPClientResponse {
        let server = request.server
        let client = connections.client(for: server, at: address, isUrgent: request.isUrgent)
        // An encrypted server is called by its name; its connections are bound to the address.
        let base = server.isEncrypted ? server.url : server.url(at: address)
        var message = HTTPClientRequest(url: base + request.path)
        if server.address == nil, !server.isEncrypted {
            message.headers.add(name: "Host", value: "\(server.host):\(server.port)")
        }
        message.headers.add(name: "Accept", value: request.accept)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        switch request.verb {
        case .get: message.url += "?" + request.form
        case .put:
            message.method = .PUT
            message.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            message.body = .bytes(ByteBuffer(string: request.form))
        }
        return try await client.execute(message, timeout: TimeAmount(limit))
    }

    private static func refusal(_ response: HTTPClientResponse) async throws -> AlpacaError {
        let status = Int(response.status.code)
        if (300..<400).contains(status) { return .redirected(status) }
        let text = try await response.body.collect(upTo: 64 << 10)
        return .status(status, String(decoding: text.readableBytesView.prefix(200), as: UTF8.self))
    }

    // Nothing was sent: the error is one that only making a connection gives (connect(2)).
    private static func isConnectionFailure(_ error: any Error) -> Bool {
        switch error {
        case is NIOConnectionError: true
        case let error as IOError: [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL].contains(error.errnoCode)
        case let error as HTTPClientError: error == .connectTimeout
        default: false
        }
    }

    private static func failure(_ error: any Error, _ limit: Duration, _ largest: Int) -> AlpacaError {
        switch error {
        case let error as AlpacaError: error
        case is CancellationError: .cancelled
        case let error as ServiceError where error.code == .timeout: .timeout(limit)
        case is NIOTooManyBytesError: .tooLarge(limit: largest)
        case let error as HTTPClientError:
            switch error {
            case .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .getConnectionFromPoolTimeout,
                .tlsHandshakeTimeout:
                .timeout(limit)
            case .cancelled: .cancelled
            default: .unreachable(error)
            }
        default: .unreachable(error)
        }
    }
}
