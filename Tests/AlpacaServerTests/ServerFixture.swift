import Alpaca
import AlpacaServer
import AsyncHTTPClient
import FoundationEssentials
import Kernel
import Logging
import NIOCore
import NIOHTTP1

/// A server that runs while a test asks it.
struct ServerFixture: Sendable {
    let port: Int

    static let identity = AlpacaServerIdentity(
        name: "Tables <&>", manufacturer: "Joiners", version: "1.0", location: "the \"attic\"")

    // Lives as long as the process: enough connections for calls that hang, and a redirect is an answer.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(configuration: configuration)
    }()

    /// Runs a server around a test.
    static func run<Value: Sendable>(
        _ devices: [any AlpacaDevice], faults: (any ServerFaults)? = nil,
        _ configuration: AlpacaServerConfiguration = AlpacaServerConfiguration(port: 0),
        _ test: @escaping @Sendable (ServerFixture) async throws -> Value
    ) async throws -> Value {
        let server = AlpacaHTTPServer(
            configuration, identity: identity, devices: devices, faults: faults, logger: Logger(label: "test"))
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await server.run { port.yield($0) }
            }
            guard let listening = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw ServiceError(.unavailable, "the server did not listen")
            }
            let result = try await test(ServerFixture(port: listening))
            group.cancelAll()
            try await group.waitForAll()
            return result
        }
    }

    var url: String { "http://127.0.0.1:\(port)" }

    struct Reply: Sendable {
        let status: UInt
        let type: String
        let body: Data

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { try? WireJSON.decode(JSONValue.self, from: body) }
        var value: JSONValue? { json?["Value"] }
    }

    func get(_ path: String, headers: [(String, String)] = [], limit: TimeAmount = .seconds(20)) async throws -> Reply {
        try await send("GET", path, headers: headers, limit: limit)
    }

    func put(_ path: String, _ form: String) async throws -> Reply {
        try await send("PUT", path, form, headers: [("Content-Type", "application/x-www-form-urlencoded")])
    }

    func send(
        _ method: String, _ path: String, _ body: String? = nil, headers: [(String, String)] = [],
        limit: TimeAmount = .seconds(20)
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url + path)
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await Self.client.execute(request, timeout: limit)
        let buffer = try await response.body.collect(upTo: 1 << 26)
        return Reply(
            status: response.status.code, type: response.headers.first(name: "Content-Type") ?? "",
            body: Data(buffer.readableBytesView))
    }
}
