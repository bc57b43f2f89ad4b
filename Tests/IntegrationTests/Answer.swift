import FoundationEssentials
import Kernel
import MQTT

/// A message as a test looks at it: where it came, what it says.
struct Answer: Sendable {
    let message: InboundMessage
    /// The whole message.
    let json: JSONValue

    init(_ message: InboundMessage) throws {
        self.message = message
        json = message.payload.isEmpty ? [:] : try WireJSON.decode(JSONValue.self, from: message.payload)
    }

    init(line: String) throws {
        try self.init(InboundMessage(topic: "", payload: Data(line.utf8)))
    }

    /// What it says: the envelope's payload, or the whole of a bare one.
    var payload: JSONValue { json["payload"].flatMap { $0.members == nil ? nil : $0 } ?? json }
    /// Whether it is an envelope.
    var isEnveloped: Bool { json["payload"]?.members != nil }
    /// Whether the command was done.
    var succeeded: Bool { payload["success"]?.boolean == true }
    /// The code of a failure.
    var code: String? { payload["code"]?.text }
    /// The words of a failure.
    var error: String { payload["error"]?.text ?? "" }
    /// What more a failure says.
    var details: JSONValue { payload["details"] ?? .null }

    subscript(_ member: String) -> JSONValue? { payload[member] }

    /// The payload of a success.
    ///
    /// - Throws: `ServiceError` with the failure's own words.
    func value() throws -> JSONValue {
        guard succeeded else {
            throw ServiceError(
                .internal, "refused with \(code ?? "nothing"): \(error) \((try? WireJSON.text(json)) ?? "")")
        }
        return payload
    }

    /// A text of a success.
    func text(_ member: String) throws -> String {
        guard let text = try value()[member]?.text else {
            throw ServiceError(.internal, "no \(member) in \(try WireJSON.text(json))")
        }
        return text
    }
}
