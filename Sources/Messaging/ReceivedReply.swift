public import FoundationEssentials
public import Kernel

/// Reads a reply that came over the wire, as a client or another node sees it.
public struct ReceivedReply: Decodable, Sendable {
    /// The reply; a success carries all its fields as a `JSONValue`.
    public let reply: Reply
    /// The id of the request it answers.
    public let correlationID: String?

    private enum Key: String, CodingKey {
        case payload, success, code, error, details, source
        case correlationID = "correlation_id"
    }

    /// Reads a reply in either form.
    ///
    /// - Parameter bytes: The MQTT payload or the line of a socket.
    /// - Throws: `unavailable` when it is no reply.
    public init(_ bytes: Data) throws(ServiceError) {
        do {
            self = try WireJSON.decode(ReceivedReply.self, from: bytes)
        } catch {
            throw ServiceError(.unavailable, "the reply cannot be read", cause: error)
        }
    }

    /// Reads a reply in either form.
    public init(from decoder: any Decoder) throws {
        let outer = try decoder.container(keyedBy: Key.self)
        correlationID = try outer.decodeIfPresent(String.self, forKey: .correlationID)
        let source = try outer.decodeIfPresent(String.self, forKey: .source) ?? ""
        let isEnveloped = outer.contains(.payload)
        let fields = isEnveloped ? try outer.nestedContainer(keyedBy: Key.self, forKey: .payload) : outer
        let coordinator = String(source.drop { $0 != ":" }.dropFirst())
        guard try !fields.decode(Bool.self, forKey: .success) else {
            let whole = isEnveloped ? try outer.decode(JSONValue.self, forKey: .payload) : try JSONValue(from: decoder)
            reply = Reply(.success(whole), from: coordinator)
            return
        }
        let code = try fields.decodeIfPresent(String.self, forKey: .code).flatMap(ServiceError.Code.init(rawValue:))
        let error = ServiceError(
            code ?? .internal, try fields.decodeIfPresent(String.self, forKey: .error) ?? "no reason was given",
            details: try fields.decodeIfPresent([String: JSONValue].self, forKey: .details) ?? [:])
        reply = Reply(.failure(error), from: coordinator)
    }
}
