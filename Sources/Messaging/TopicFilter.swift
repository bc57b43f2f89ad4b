public import Kernel

/// A pattern of topics: `+` stands for one level, `#` at the end for this level and all below (MQTT 5, 4.7.1).
public struct TopicFilter: Sendable, CustomStringConvertible {
    // mosquitto refuses deeper ones (TOPIC_HIERARCHY_LIMIT); it also bounds the recursion of a match.
    static let mostLevels = 200

    /// The filter as it stands on the wire.
    public let text: String

    /// Checks a filter that came from outside.
    ///
    /// - Parameter text: The filter.
    /// - Throws: `invalid_request` that names the rule it breaks.
    public init(_ text: String) throws(ServiceError) {
        guard TopicText.isWellFormed(text) else {
            throw ServiceError(
                .invalidRequest,
                "a topic filter is 1 to \(TopicText.mostBytes) bytes of UTF-8 without control characters")
        }
        // The server uses no shared subscriptions: who joins one takes messages away from the others.
        guard !text.utf8.starts(with: "$share/".utf8) else {
            throw ServiceError(.invalidRequest, "shared subscriptions are not supported")
        }
        var levels = 0
        var isLast = false
        for level in text.utf8.split(separator: TopicText.separator, omittingEmptySubsequences: false) {
            levels += 1
            guard levels <= Self.mostLevels else {
                throw ServiceError(.invalidRequest, "a topic filter has at most \(Self.mostLevels) levels")
            }
            guard !isLast else { throw ServiceError(.invalidRequest, "# must be the last level of a topic filter") }
            guard level.count == 1 || !level.contains(where: { $0 == TopicText.plus || $0 == TopicText.hash }) else {
                throw ServiceError(.invalidRequest, "+ and # must fill a whole level of a topic filter")
            }
            isLast = level.first == TopicText.hash
        }
        self.text = text
    }

    /// The filter that matches one topic, or nothing when the topic is deeper than a filter may be.
    public init?(_ topic: Topic) {
        guard let filter = try? TopicFilter(topic.text) else { return nil }  // the error would only repeat "too deep"
        self = filter
    }

    /// Takes a filter that this target has made of checked parts.
    init(trusted text: String) {
        self.text = text
    }

    /// The filter as it stands on the wire.
    public var description: String { text }
}

extension TopicFilter: Hashable {
    /// Compares bytes, as brokers do.
    public static func == (left: TopicFilter, right: TopicFilter) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// Mixes in the text; equal bytes are equal texts.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
