import Access
import FoundationEssentials
import Kernel

/// The header fields of a JSON object, read by the rules of envelopes or of bare requests.
struct WireHeader: Decodable {
    let header: Header
    let isEnveloped: Bool

    private enum Key: String, CodingKey {
        case payload, id, type, source, timestamp, token
        case messageID = "message_id"
        case correlationID = "correlation_id"
        case replyTo = "reply_to"
        case expiresAt = "expires_at"
        case apiKey = "api_key"
        case onBehalfOf = "on_behalf_of"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        isEnveloped = fields.contains(.payload)
        if isEnveloped {
            do {
                _ = try fields.nestedContainer(keyedBy: Key.self, forKey: .payload)
            } catch {
                throw DecodingError.dataCorruptedError(
                    forKey: .payload, in: fields, debugDescription: "must be an object")
            }
        }
        var header = Header()
        header.messageID = try fields.decodeIfPresent(String.self, forKey: .messageID)
        header.correlationID = try fields.decodeIfPresent(String.self, forKey: .correlationID)
        header.replyTo = try fields.decodeIfPresent(String.self, forKey: .replyTo)
        header.timestamp = try fields.decodeIfPresent(Date.self, forKey: .timestamp)
        header.credentials.token = try fields.decodeIfPresent(String.self, forKey: .token)
        header.credentials.apiKey = try fields.decodeIfPresent(String.self, forKey: .apiKey)
        if isEnveloped {
            if header.messageID == nil { header.messageID = try fields.decodeIfPresent(String.self, forKey: .id) }
            header.source = try fields.decodeIfPresent(String.self, forKey: .source)
            header.expiresAt = try fields.decodeIfPresent(Date.self, forKey: .expiresAt)
            if let name = try fields.decodeIfPresent(String.self, forKey: .onBehalfOf) {
                guard let mandate = Mandate(name) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: .onBehalfOf, in: fields,
                        debugDescription: "must be a user's id, key: and a key's id, or nobody")
                }
                header.onBehalfOf = mandate
            }
            if let kind = try fields.decodeIfPresent(String.self, forKey: .type) {
                guard let known = Header.Kind(rawValue: kind) else {
                    throw DecodingError.dataCorruptedError(
                        forKey: .type, in: fields, debugDescription: "must be command, event, status or response")
                }
                header.kind = known
            }
        }
        self.header = header
    }

    /// Checks the sizes of what will be remembered and echoed.
    func check() throws(ServiceError) {
        let fields: [(String, String?)] = [
            ("message_id", header.messageID), ("correlation_id", header.correlationID), ("source", header.source),
        ]
        for (name, value) in fields {
            guard let value else { continue }
            guard !value.isEmpty, value.utf8.count <= 128 else {
                throw ServiceError(.invalidRequest, "field \(name) must have 1 to 128 bytes")
            }
        }
    }
}
