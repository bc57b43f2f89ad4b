public import Alpaca
import AsyncHTTPClient
import FoundationEssentials
public import Kernel
import Logging
import NIOCore
import Synchronization

/// Speaks Alpaca over HTTP: one call, one request, nothing is ever sent twice.
///
/// Redirects are not followed: a device's address is the one that was attached. Urgent calls have connections of their
/// own and wait for nobody.
public final class AlpacaClient: Sendable {
    /// The largest JSON answer that is read.
    public static let largestAnswer = 1 << 20

    let connections: ClientConnections
    let book: AddressBook
    let time: TimeSource
    private let clientID: UInt32
    private let transactions = Atomic<UInt32>(0)

    /// Makes a client with connections of its own; `shutdown()` closes them.
    ///
    /// - Parameters:
    ///   - networks: Where servers may be; a connection is only ever made to an address that is there.
    ///   - time: The clock.
    public convenience init(networks: AllowedNetworks = AllowedNetworks(), time: TimeSource = .system) {
        self.init(book: AddressBook(networks, time: time), time: time)
    }

    init(book: AddressBook, time: TimeSource = .system) {
        connections = ClientConnections()
        self.book = book
        self.time = time
        clientID = UInt32.random(in: 1...UInt32.max)
    }

    /// Takes other networks in which servers may be; they count from the next request.
    public func allow(_ networks: AllowedNetworks) { book.allow(networks) }

    /// Closes all connections.
    public func shutdown() async throws { try await connections.shutdown() }

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
        let response = try await send(
            verb, address.server, address.path(of: member.name), pairs, within: limit, isUrgent: isUrgent)
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
        try await send(.get, server, "/management/\(path)", [], within: limit, isUrgent: false).value
    }

    /// Reads the state of a device in one call.
    ///
    /// - Parameters:
    ///   - address: The device, of an interface that has `devicestate`.
    ///   - limit: The deadline of the whole call.
    /// - Returns: The state, or nil when the answer is none.
    /// - Throws: `AlpacaError`.
    public func state(
        of address: AlpacaAddress, within limit: Duration
    ) async throws(AlpacaError) -> AlpacaDeviceState? {
        let request = Request(
            verb: .get, server: address.server, path: address.path(of: "devicestate"), form: form())
        let body = try await body(of: request, within: limit)
        do {
            return try AlpacaDeviceState.answer(of: address.type, body)
        } catch {
            throw AlpacaError(error)
        }
    }

    private func body(of request: Request, within limit: Duration) async throws(AlpacaError) -> Data {
        try await exchange(request, within: limit, largest: Self.largestAnswer) { response in
            Data(try await response.body.collect(upTo: Self.largestAnswer).readableBytesView)
        }
    }

    private func send(
        _ verb: AlpacaMember.Verb, _ server: AlpacaServer, _ path: String, _ arguments: [(name: String, value: String)],
        within limit: Duration, isUrgent: Bool
    ) async throws(AlpacaError) -> AlpacaResponse {
        let request = Request(verb: verb, server: server, path: path, form: form(arguments), isUrgent: isUrgent)
        let body = try await body(of: request, within: limit)
        let response: AlpacaResponse
        do {
            response = try AlpacaResponse(body: body)
        } catch {
            throw AlpacaError(error)
        }
        guard response.errorNumber == .none else {
            throw .device(response.errorNumber, String(response.errorMessage.prefix(300)))
        }
        return response
    }

    /// The parameters of a request with its ids.
    func form(_ arguments: [(name: String, value: String)] = []) -> String {
        AlpacaForm.encode(
            arguments + [("ClientID", String(clientID)), ("ClientTransactionID", String(nextTransaction()))])
    }

    private func nextTransaction() -> UInt32 {
        // Transaction ids start at 1; after four thousand million they start again.
        let id = transactions.wrappingAdd(1, ordering: .relaxed).newValue
        return max(id, 1)
    }
}
