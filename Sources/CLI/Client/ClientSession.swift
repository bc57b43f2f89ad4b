import Access
import FoundationEssentials
import Kernel
import Messaging

/// A connection together with who asks over it: shows a kept login, renews it, and logs in when told to.
actor ClientSession {
    private let connection: any ClientConnection
    let space: TopicSpace
    let key: String
    let identity: Identity
    let store: TokenStore
    let time: TimeSource
    private var shown: Credentials?

    /// Prepares a session; the login happens with the first command that needs one.
    ///
    /// - Parameters:
    ///   - connection: The way to the nodes.
    ///   - target: The observatory.
    ///   - identity: Who asks.
    ///   - store: Where logins are kept.
    ///   - time: Where time comes from.
    init(
        over connection: any ClientConnection, to target: ClientTarget, as identity: Identity,
        keeping store: TokenStore, time: TimeSource = .system
    ) {
        self.connection = connection
        space = target.space
        key = target.key
        self.identity = identity
        self.store = store
        self.time = time
    }

    /// Whether the commands of this session show who asks.
    func isLoggedIn() async throws -> Bool { try await !credentials().isEmpty }

    /// Sends a command and waits for its reply.
    ///
    /// - Parameters:
    ///   - topic: The command's topic.
    ///   - payload: The request.
    ///   - limit: How long to wait.
    /// - Returns: The payload of the reply.
    /// - Throws: The failure that was answered, or why there is no answer.
    func ask(_ topic: Topic, _ payload: JSONValue, within limit: Duration) async throws -> JSONValue {
        // A login that is refused is not tried again: the password is wrong.
        let credentials = try await credentials()
        do {
            return try await send(topic, payload, as: credentials, within: limit)
        } catch let error as ServiceError where error.code == .unauthenticated && identity.credentials.isEmpty {
            // A token is refused before its end when the key that signed it is gone: refused is not carried out.
            shown = nil
            if let token = credentials.token, let renewed = try await kept(refused: token) {
                let credentials = Credentials(token: renewed.token)
                shown = credentials
                return try await send(topic, payload, as: credentials, within: limit)
            }
            guard identity.user != nil else {
                throw ServiceError(
                    .unauthenticated, "\(error.message); log in with --user NAME", details: error.details)
            }
            return try await send(topic, payload, as: try await self.credentials(), within: limit)
        }
    }

    /// Sends a command whose request and reply are known.
    func ask<Request: Encodable, Response: Decodable>(
        _ suffix: String, _ request: Request, as type: Response.Type, within limit: Duration = .seconds(10)
    ) async throws -> Response {
        try Self.read(type, from: try await ask(space.coordinator(suffix), try Self.json(request), within: limit))
    }

    /// The same for a public route that must be answered also when the login fails.
    func askOpenly<Request: Encodable, Response: Decodable>(
        _ suffix: String, _ request: Request, as type: Response.Type, within limit: Duration = .seconds(10)
    ) async throws -> Response {
        let topic = space.coordinator(suffix)
        let reply = try await send(topic, try Self.json(request), as: shown ?? Credentials(), within: limit)
        return try Self.read(type, from: reply)
    }

    private func credentials() async throws -> Credentials {
        if let shown { return shown }
        let found: Credentials
        if !identity.credentials.isEmpty {
            found = identity.credentials
        } else if let kept = try await kept() {
            found = Credentials(token: kept.token)
        } else if let user = identity.user {
            found = Credentials(token: try await logIn(user).token)
        } else {
            found = Credentials()
        }
        shown = found
        return found
    }

    /// Sends a command in the name of whom some credentials show.
    func send(
        _ topic: Topic, _ payload: JSONValue, as credentials: Credentials, within limit: Duration
    ) async throws -> JSONValue {
        let now = time.date()
        let request = WireRequest(
            source: "client:bigskies", timestamp: now,
            expiresAt: connection.sharesClock ? now.addingTimeInterval(limit.seconds) : nil, credentials: credentials,
            payload: payload)
        return try await connection.ask(topic, request, within: limit)
    }

    private static func json(_ request: some Encodable) throws -> JSONValue {
        try WireJSON.decode(JSONValue.self, from: try WireJSON.encode(request))
    }

    /// Reads a reply as what this version expects.
    static func read<Response: Decodable>(_ type: Response.Type, from reply: JSONValue) throws -> Response {
        do {
            return try WireJSON.decode(type, from: try WireJSON.encode(reply))
        } catch {
            throw ServiceError(.internal, "the reply is not what this version of bigskies understands", cause: error)
        }
    }
}
