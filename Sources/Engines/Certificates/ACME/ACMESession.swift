import Crypto
import FoundationEssentials
import Kernel
import NIOHTTP1

/// A conversation with one server under one account key: signs, keeps nonces, and reads answers.
actor ACMESession {
    /// A typed answer with where and when to look again.
    struct Reply<Value: Sendable>: Sendable {
        let value: Value
        let location: String?
        let retryAfter: Duration?
    }

    // A server may refuse good nonces, for instance when several machines answer for it (RFC 8555, section 6.5).
    private static let nonceAttempts = 30
    private static let noncePace = Backoff(first: .milliseconds(10), cap: .milliseconds(100), multiplier: 1.5)
    private static let mostNonces = 16

    /// Where what is.
    let directory: ACMEDirectory
    /// The key.
    nonisolated let key: JWS
    private let transport: ACMETransport
    private var nonces: [String] = []
    private var account: String?

    /// Reads the directory of a server.
    init(at url: String, with transport: ACMETransport, key: P256.Signing.PrivateKey) async throws(ServiceError) {
        let answer = try await transport.send(.GET, url)
        guard answer.isSuccess else {
            throw ServiceError(.unavailable, "the ACME server answered \(answer.status) for its directory")
        }
        directory = try Self.read(ACMEDirectory.self, answer, "the directory")
        self.transport = transport
        self.key = JWS(key)
    }

    /// Signs with the account from now on, instead of with the bare key; nil to forget it.
    func use(account: String?) { self.account = account }

    /// Posts a JSON value and reads one.
    ///
    /// - Parameters:
    ///   - type: What is read.
    ///   - url: Where to.
    ///   - payload: What; nil for a request that only reads.
    ///   - what: What is asked for, for errors.
    /// - Returns: The value.
    /// - Throws: What the server refuses with, mapped.
    func post<Value: Decodable & Sendable>(
        _ type: Value.Type = Value.self, to url: String, _ payload: (any Encodable & Sendable)? = nil, for what: String
    ) async throws(ServiceError) -> Reply<Value> {
        let answer = try await exchange(url, payload, for: what)
        return Reply(
            value: try Self.read(type, answer, what), location: answer.location, retryAfter: answer.retryAfter)
    }

    /// Posts a JSON value and takes any good answer.
    func post(
        to url: String, _ payload: any Encodable & Sendable, for what: String
    ) async throws(ServiceError) -> ACMETransport.Answer {
        try await exchange(url, payload, for: what)
    }

    /// Reads text, such as a chain.
    func text(at url: String, accept: String, for what: String) async throws(ServiceError) -> String {
        String(decoding: try await exchange(url, nil, accept: accept, for: what).body, as: UTF8.self)
    }

    private func exchange(
        _ url: String, _ payload: (any Encodable & Sendable)?, accept: String = "application/json", for what: String
    ) async throws(ServiceError) -> ACMETransport.Answer {
        do {
            let body = try payload.map { try WireJSON.encodeSorted($0) } ?? Data()
            return try await retrying(Self.noncePace, attempts: Self.nonceAttempts, time: transport.time) { error in
                (error as? ServiceError)?.details["acme_error"] == .string("badNonce") ? .again : .stop
            } _: {
                try await self.attempt(url, body, accept, what)
            }
        } catch {
            throw ServiceError(wrapping: error)
        }
    }

    private func attempt(
        _ url: String, _ payload: Data, _ accept: String, _ what: String
    ) async throws -> ACMETransport.Answer {
        let signed = try key.sign(payload, to: url, nonce: try await nonce(), account: account)
        let answer = try await transport.send(.POST, url, try WireJSON.encodeSorted(signed), accept: accept)
        keep(answer.nonce)
        guard !answer.isSuccess else { return answer }
        // Without a problem document there is only the status.
        if answer.isProblem, let problem = try? WireJSON.decode(ACMEProblem.self, from: answer.body) {
            throw problem.serviceError(what, retryAfter: answer.retryAfter)
        }
        var details: [String: JSONValue] = [:]
        if let wait = answer.retryAfter { details["retry_after"] = .number(wait.seconds) }
        throw ServiceError(
            answer.status == 429 ? .tooManyRequests : .unavailable,
            "the ACME server answered \(answer.status) for \(what)", details: details)
    }

    private func nonce() async throws(ServiceError) -> String {
        // The newest: those that lay longest are the first that a server forgets.
        if let known = nonces.popLast() { return known }
        guard let fresh = try await transport.send(.HEAD, directory.newNonce).nonce, Self.isNonce(fresh) else {
            throw ServiceError(.unavailable, "the ACME server gave no nonce")
        }
        return fresh
    }

    private func keep(_ nonce: String?) {
        guard let nonce, Self.isNonce(nonce), nonces.count < Self.mostNonces else { return }
        nonces.append(nonce)
    }

    // Base64url (RFC 8555, section 6.5.1); others are to be ignored.
    private static func isNonce(_ text: String) -> Bool {
        (1...1024).contains(text.utf8.count) && Base64URL.bytes(text[...].utf8) != nil
    }

    private static func read<Value: Decodable>(
        _ type: Value.Type, _ answer: ACMETransport.Answer, _ what: String
    ) throws(ServiceError) -> Value {
        do {
            return try WireJSON.decode(type, from: answer.body)
        } catch {
            throw ServiceError(.unavailable, "the ACME server's answer for \(what) cannot be read", cause: error)
        }
    }
}
