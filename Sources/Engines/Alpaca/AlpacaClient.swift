public import Alpaca
import AsyncHTTPClient
import FoundationEssentials
public import Kernel
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// Speaks Alpaca over HTTP: one call, one request, nothing is ever sent twice.
///
/// Redirects are not followed: a device's address is the one that was attached. Urgent calls have connections of their
/// own and wait for nobody.
public final class AlpacaClient: Sendable {
    /// The largest JSON answer that is read.
    public static let largestAnswer = 1 << 20

    private let ordinary: HTTPClient
    private let urgent: HTTPClient
    private let clientID: UInt32
    private let transactions = Atomic<UInt32>(0)
    private let time: TimeSource

    /// Makes a client with connections of its own; `shutdown()` closes them.
    public init(time: TimeSource = .system) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        // An unreachable server is reported at once; trying again is the poll's business.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Common servers close idle connections after 5 s: closing first avoids writing into a closed one.
        configuration.connectionPool.idleTimeout = .seconds(4)
        // Many devices on one server must not queue behind a slow one.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        configuration.timeout.connect = .seconds(5)
        ordinary = HTTPClient(configuration: configuration)
        urgent = HTTPClient(configuration: configuration)
        clientID = UInt32.random(in: 1...UInt32.max)
        self.time = time
    }

    /// Closes all connections.
    public func shutdown() async throws {
        try await ordinary.shutdown()
        try await urgent.shutdown()
    }

    /// Calls a member of a device and reads the answer: first the status, then the error number, then the value.
    ///
    /// - Parameters:
    ///   - name: The member, lower case.
    ///   - verb: `GET` to read, `PUT` to do.
    ///   - address: The device.
    ///   - arguments: The parameters by their exact names.
    ///   - limit: The deadline of the whole call.
    ///   - isUrgent: Whether the call goes over the connections kept free for urgent ones.
    /// - Returns: The value, `null` when the member returns none.
    /// - Throws: `AlpacaError`.
    @discardableResult
    public func call(
        _ name: String, _ verb: AlpacaMember.Verb, on address: AlpacaAddress,
        _ arguments: [String: AlpacaArgument] = [:], within limit: Duration, isUrgent: Bool = false
    ) async throws(AlpacaError) -> JSONValue {
        guard let member = AlpacaMember.named(name, verb, of: address.type),
            Set(arguments.keys) == Set(member.parameters.map(\.name))
        else { throw .noSuchMember(name) }
        var pairs: [(name: String, value: String)] = []
        for parameter in member.parameters {
            guard let argument = arguments[parameter.name], argument.fits(parameter.type) else {
                throw .noSuchMember(name)
            }
            pairs.append((parameter.name, argument.text))
        }
        let response = try await send(verb, address.url(of: member), pairs, within: limit, isUrgent: isUrgent)
        guard member.value != nil else { return .null }
        guard response.value != .null else { throw .unusableValue(member: name) }
        return response.value
    }

    /// Reads something of a server's management.
    ///
    /// - Parameters:
    ///   - path: The path below `/management/`.
    ///   - server: The server.
    ///   - limit: The deadline of the whole call.
    /// - Returns: The value.
    /// - Throws: `AlpacaError`.
    public func management(
        _ path: String, of server: AlpacaServer, within limit: Duration
    ) async throws(AlpacaError) -> JSONValue {
        try await send(.get, "\(server.url)/management/\(path)", [], within: limit, isUrgent: false).value
    }

    private func send(
        _ verb: AlpacaMember.Verb, _ url: String, _ arguments: [(name: String, value: String)],
        within limit: Duration, isUrgent: Bool
    ) async throws(AlpacaError) -> AlpacaResponse {
        let form = AlpacaForm.encode(
            arguments + [("ClientID", String(clientID)), ("ClientTransactionID", String(nextTransaction()))])
        let request = Self.request(verb, url, form)
        let client = isUrgent ? urgent : ordinary
        let answer: (status: Int, body: Data)
        do {
            answer = try await withDeadline(limit, "the request", time: time) {
                let response = try await client.execute(request, timeout: TimeAmount(limit))
                let isGood = response.status == .ok
                let body = try await response.body.collect(upTo: isGood ? Self.largestAnswer : 64 << 10)
                return (Int(response.status.code), Data(body.readableBytesView))
            }
        } catch {
            throw Self.failure(error, limit)
        }
        switch answer.status {
        case 200: break
        case 300..<400: throw .redirected(answer.status)
        default: throw .status(answer.status, String(decoding: answer.body.prefix(200), as: UTF8.self))
        }
        let response: AlpacaResponse
        do {
            response = try AlpacaResponse(body: answer.body)
        } catch {
            throw .notAnAnswer(error)
        }
        guard response.errorNumber == .none else {
            throw .device(response.errorNumber, String(response.errorMessage.prefix(300)))
        }
        return response
    }

    private static func request(_ verb: AlpacaMember.Verb, _ url: String, _ form: String) -> HTTPClientRequest {
        switch verb {
        case .get:
            var request = HTTPClientRequest(url: "\(url)?\(form)")
            request.headers.add(name: "Accept", value: "application/json")
            return request
        case .put:
            var request = HTTPClientRequest(url: url)
            request.method = .PUT
            request.headers.add(name: "Accept", value: "application/json")
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: form))
            return request
        }
    }

    private static func failure(_ error: any Error, _ limit: Duration) -> AlpacaError {
        switch error {
        case is CancellationError: .cancelled
        case let error as ServiceError where error.code == .timeout: .timeout(limit)
        case is NIOTooManyBytesError: .tooLarge(limit: largestAnswer)
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

    private func nextTransaction() -> UInt32 {
        // Transaction ids start at 1; after four thousand million they start again.
        let id = transactions.wrappingAdd(1, ordering: .relaxed).newValue
        return max(id, 1)
    }
}
