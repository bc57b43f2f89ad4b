public import FoundationEssentials
import Kernel

/// The wire form of a publication.
public struct WireStatement: Encodable {
    private let publication: Publication
    private let now: Date

    /// Prepares a publication for the wire.
    public init(_ publication: Publication, now: Date) {
        self.publication = publication
        self.now = now
    }

    private enum Key: String, CodingKey {
        case type, source, timestamp, payload
        case messageID = "message_id"
    }

    /// Writes the envelope, or the payload alone when the publication is bare.
    public func encode(to encoder: any Encoder) throws {
        let kind: Header.Kind
        switch publication.kind {
        case .bare, .cleared: return try publication.payload.encode(to: encoder)
        case .event: kind = .event
        case .status: kind = .status
        }
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(Identifier.unique(), forKey: .messageID)
        try fields.encode(kind, forKey: .type)
        try fields.encode(publication.source, forKey: .source)
        try fields.encode(now, forKey: .timestamp)
        try publication.payload.encode(to: fields.superEncoder(forKey: .payload))
    }
}
