public import Kernel

/// A concrete topic name: 1 to 65,535 bytes of UTF-8 without wildcards and control characters (MQTT 5, 4.7).
public struct Topic: Sendable, CustomStringConvertible {
    /// The name as it stands on the wire.
    public let text: String

    /// Checks a name that came from outside.
    ///
    /// - Parameter text: The name.
    /// - Throws: `invalid_request` when it is no topic name.
    public init(_ text: String) throws(ServiceError) {
        guard let topic = Topic(validating: text) else {
            throw ServiceError(
                .invalidRequest,
                "a topic is 1 to \(TopicText.mostBytes) bytes of UTF-8 without +, # and control characters")
        }
        self = topic
    }

    /// Checks a name where nobody wants to know why it is none.
    public init?(validating text: String) {
        guard TopicText.isWellFormed(text), !TopicText.hasWildcard(text) else { return nil }
        self.text = text
    }

    /// Takes a name that this target has made of checked parts.
    init(trusted text: String) {
        self.text = text
    }

    /// The name as it stands on the wire.
    public var description: String { text }

    /// Whether a text can be one level of a topic: not empty, and no slash, wildcard or control character in it.
    public static func isLevel(_ text: some StringProtocol) -> Bool {
        TopicText.isWellFormed(text) && !TopicText.hasWildcard(text) && !text.utf8.contains(TopicText.separator)
    }
}

extension Topic: Hashable {
    /// Compares bytes: MQTT does not normalise Unicode (MQTT 5, 4.7.3), `String` does.
    public static func == (left: Topic, right: Topic) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Mixes in the text; equal bytes are equal texts.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
