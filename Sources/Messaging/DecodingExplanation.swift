import FoundationEssentials
import Kernel

/// Turns what a decoder says into a sentence that names the field and the cure.
public enum DecodingExplanation {
    /// The sentence: lower case, no full stop.
    ///
    /// - Parameters:
    ///   - error: What the decoder threw.
    ///   - what: The thing that was read, for the sentence when no field is at fault.
    /// - Returns: The sentence.
    public static func text(for error: any Error, what: String) -> String {
        guard let error = error as? DecodingError else { return "\(what) cannot be read" }
        switch error {
        case .keyNotFound(let key, let context):
            return "field \(name(context.codingPath + [key])) is missing"
        case .valueNotFound(let type, let context):
            guard !path(context.codingPath).isEmpty else { return "\(what) must be one JSON object" }
            return "field \(name(context.codingPath)) must be \(kind(of: type)), not null"
        case .typeMismatch(let type, let context):
            guard !path(context.codingPath).isEmpty else { return "\(what) must be one JSON object" }
            return "field \(name(context.codingPath)) must be \(kind(of: type))"
        case .dataCorrupted(let context):
            // The decoder does not say where a number stood that does not fit its field.
            guard !path(context.codingPath).isEmpty else {
                return "\(what) is not one JSON object, or a number in it does not fit its field"
            }
            guard context.debugDescription != saidOfNoUUID else {
                return "field \(name(context.codingPath)) must be a UUID such as 3f5945c4-7d0b-4b8e-9c55-2f6b1f0c7a11"
            }
            return "field \(name(context.codingPath)): \(sentence(context.debugDescription))"
        @unknown default:
            return "\(what) cannot be read"
        }
    }

    // Foundation has neither an error nor a strategy for a text that is no UUID: its words are all there is to know one
    // by, so they are heard from itself and not written down here.
    private static let saidOfNoUUID: String? = {
        do {
            _ = try WireJSON.decode([UUID].self, from: Data(#"["none"]"#.utf8))
            return nil
        } catch {
            guard case .dataCorrupted(let context) = error as? DecodingError else { return nil }
            return context.debugDescription
        }
    }()

    // The decoder's own words are capitalised sentences with a full stop; the house's messages are not.
    private static func sentence(_ said: String) -> String {
        let body = said.hasSuffix(".") ? String(said.dropLast()) : said
        return body.prefix(1).lowercased() + body.dropFirst()
    }

    // An envelope's `payload` is left out: the sender thinks of the fields below it.
    private static func path(_ keys: [any CodingKey]) -> [any CodingKey] {
        guard let first = keys.first, first.intValue == nil, first.stringValue == "payload" else { return keys }
        return keys.count > 1 ? Array(keys.dropFirst()) : keys
    }

    /// `targets[2].name`.
    private static func name(_ keys: [any CodingKey]) -> String {
        path(keys).reduce(into: "") { name, key in
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += name.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }

    private static func kind(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case is any FixedWidthInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is any DictionaryType.Type: "an object"
        case is any ArrayType.Type: "a list"
        default: "of another type"
        }
    }
}

private protocol DictionaryType {}
extension Dictionary: DictionaryType {}

private protocol ArrayType {}
extension Array: ArrayType {}
