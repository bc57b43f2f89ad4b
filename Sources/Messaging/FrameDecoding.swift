import FoundationEssentials
public import Kernel

extension Frame {
    private struct Enveloped<Payload: Decodable>: Decodable {
        let payload: Payload
    }

    /// The request or statement that the frame carries.
    ///
    /// - Parameters:
    ///   - type: Its type.
    ///   - aliases: Other names of fields, each read only when the real field is absent.
    /// - Returns: The value.
    /// - Throws: `invalid_request` naming the field.
    public func decode<Payload: Decodable & Sendable>(
        _ type: Payload.Type, aliases: [String: String] = [:]
    ) throws(ServiceError) -> Payload {
        do {
            switch body {
            case .value(let value as Payload):
                return value
            case .value(let value):
                guard let encodable = value as? any Encodable else {
                    throw ServiceError(.internal, "a value of another type was handed over")
                }
                return try WireJSON.decode(Payload.self, from: WireJSON.encode(encodable))
            case .json(let bytes, let isEnveloped):
                if !aliases.isEmpty, let renamed = try renaming(aliases, in: bytes, isEnveloped: isEnveloped) {
                    return try WireJSON.decode(Payload.self, from: renamed)
                }
                guard isEnveloped else { return try WireJSON.decode(Payload.self, from: bytes) }
                return try WireJSON.decode(Enveloped<Payload>.self, from: bytes).payload
            }
        } catch let error as ServiceError {
            throw error
        } catch {
            if let field = misfit(type, error) {
                throw ServiceError(
                    .invalidRequest, "field \(field): the number does not fit", details: ["field": .string(field)])
            }
            throw ServiceError(.invalidRequest, DecodingExplanation.text(for: error, what: "the request"))
        }
    }

    /// The field whose number is too large, or broken where it must be whole: the decoder does not say where it stood.
    ///
    /// Each number is tried with zeros in the place of all others, up to a bound: the sender chooses how many there are.
    private func misfit<Payload: Decodable>(_ type: Payload.Type, _ error: any Error) -> String? {
        guard Self.isPathless(error), case .json(let bytes, let isEnveloped) = body,
            // What is no JSON at all has no field.
            let whole = try? WireJSON.decode(JSONValue.self, from: bytes),
            let members = (isEnveloped ? whole["payload"] : whole)?.members
        else { return nil }
        let numbers = members.filter { $0.value.double != nil }.keys.sorted().prefix(32)
        return numbers.first { name in
            var alone = members
            for other in numbers where other != name { alone[other] = 0 }
            do {
                _ = try WireJSON.decode(type, from: WireJSON.encode(alone))
                return false
            } catch {
                return Self.isPathless(error)
            }
        }
    }

    private static func isPathless(_ error: any Error) -> Bool {
        guard case .dataCorrupted(let context) = error as? DecodingError else { return false }
        return context.codingPath.allSatisfy { $0.stringValue == "payload" }
    }

    /// The payload as an object, for digests and for passing it on.
    ///
    /// - Returns: The object; of a bare request without the fields of its header.
    /// - Throws: `invalid_request` when the payload is no object.
    public func payloadObject() throws(ServiceError) -> [String: JSONValue] {
        var object = try decode(JSONValue.self).members ?? [:]
        if case .json(_, isEnveloped: false) = body {
            for name in ["message_id", "correlation_id", "reply_to", "timestamp", "token", "api_key"] {
                object[name] = nil
            }
        }
        return object
    }

    // Nil when no alias stands in the text, which is nearly always: then nothing is parsed twice.
    private func renaming(_ aliases: [String: String], in bytes: Data, isEnveloped: Bool) throws -> Data? {
        let present = aliases.keys.filter { bytes.contains("\"\($0)\"".utf8) }
        guard !present.isEmpty else { return nil }
        let whole = try WireJSON.decode(JSONValue.self, from: bytes)
        guard var object = (isEnveloped ? whole["payload"] : whole)?.members else { return nil }
        for alias in present.sorted() {
            guard let real = aliases[alias], object[real] == nil, let value = object[alias] else { continue }
            object[real] = value
            object[alias] = nil
        }
        return try WireJSON.encode(object)
    }
}
