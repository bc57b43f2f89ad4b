import FoundationEssentials
import Kernel

/// A message that a test sends, every part of which it may spoil.
struct Command: Sendable {
    /// How the sender says where the reply is to go.
    enum ReplyTo: Sendable {
        /// MQTT 5 response topic and correlation data.
        case property(String)
        /// The envelope's `reply_to` and `correlation_id`.
        case field(String)
        /// Nothing: the derived topic.
        case nowhere
    }

    /// The topic after `coordinator/`.
    var suffix: String
    /// What is asked.
    var payload: JSONValue
    /// Whether it is wrapped in an envelope.
    var isEnveloped = true
    /// The message id; nil for none.
    var messageID: String? = Identifier.unique()
    /// The correlation id.
    var correlationID = Identifier.unique()
    /// The token, if any.
    var token: String?
    /// The envelope's timestamp.
    var timestamp: Date? = Date()
    /// The envelope's end.
    var expiresAt: Date?
    /// Where the reply is to go.
    var replyTo: ReplyTo
    /// The MQTT message expiry in seconds.
    var messageExpiry: UInt32?
    /// Whether it is retained.
    var isRetained = false
    /// More members, of the envelope or of the bare message.
    var extra: [String: JSONValue] = [:]
    /// MQTT user properties.
    var userProperties: [(String, String)] = []
    /// The bytes, when they are not what the above makes.
    var bytes: Data?

    /// The message's bytes.
    func encoded() throws -> Data {
        if let bytes { return bytes }
        var members: [String: JSONValue] = isEnveloped ? ["payload": payload] : payload.members ?? [:]
        members["message_id"] = messageID.map { .string($0) }
        members["token"] = members["token"] ?? token.map { .string($0) }
        members["timestamp"] = isEnveloped ? timestamp.map { .string(Timestamp.text($0)) } : members["timestamp"]
        members["expires_at"] = expiresAt.map { .string(Timestamp.text($0)) }
        if isEnveloped { members["source"] = "client:test" }
        if case .field(let topic) = replyTo {
            members["reply_to"] = .string(topic)
            members["correlation_id"] = .string(correlationID)
        }
        for (name, value) in extra { members[name] = value }
        return try WireJSON.encode(JSONValue.object(members))
    }
}
