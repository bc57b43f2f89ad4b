/// What went over the bus since the start, by topic family.
public struct BusStatistics: Sendable, Codable, Equatable {
    /// The counts of one family: the first element after `coordinator/`.
    public struct Family: Sendable, Codable, Equatable {
        /// Frames that came in.
        public var `in` = 0
        /// Replies and publications that went out.
        public var out = 0
        /// Frames that were refused because a queue was full, or dropped late.
        public var dropped = 0
    }

    /// The families seen so far; unknown ones count as `other`.
    public var families: [String: Family] = [:]
    /// Frames that nobody takes.
    public var deadLetters = 0
    /// Replies that came after their asker had gone.
    public var lateReplies = 0
    /// Inbound messages lost because the queue between broker and bus was full and no reply was possible.
    public var lost = 0

    /// Starts at zero.
    public init() {}
}
