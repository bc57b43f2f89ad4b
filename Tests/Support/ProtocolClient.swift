import Alpaca
import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Sends what a client would and what it would not.
struct ProtocolClient: Sendable {
    typealias Fields = [(name: String, value: String)]

    let url: String

    func get(_ path: String, _ query: Fields = [], accept: String? = nil) async throws -> ProtocolReply {
        try await send(.GET, query.isEmpty ? path : "\(path)?\(AlpacaForm.encode(query))", accept: accept)
    }

    func put(_ path: String, _ form: Fields = []) async throws -> ProtocolReply {
        try await send(.PUT, path, body: AlpacaForm.encode(form))
    }

    func send(
        _ method: HTTPMethod, _ path: String, body: String? = nil, accept: String? = nil
    ) async throws -> ProtocolReply {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        if let accept { request.headers.add(name: "Accept", value: accept) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: body))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let buffer = try await response.body.collect(upTo: 1 << 30)
        return ProtocolReply(
            request: "\(method.rawValue) \(path)\(body.map { " \($0)" } ?? "")", status: Int(response.status.code),
            contentType: response.headers.first(name: "Content-Type") ?? "", body: Data(buffer.readableBytesView))
    }
}
