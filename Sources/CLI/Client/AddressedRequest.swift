import Messaging

/// A line of the control socket: the envelope and, beside its fields, the topic.
struct AddressedRequest: Encodable {
    let topic: String
    let request: WireRequest

    private enum Key: String, CodingKey {
        case topic
    }

    func encode(to encoder: any Encoder) throws {
        try request.encode(to: encoder)
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(topic, forKey: .topic)
    }
}
