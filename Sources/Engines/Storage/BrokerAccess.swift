import Kernel

/// What clients may do on the broker; it never says more than `pattern` lines can.
public struct BrokerAccess: Sendable, Equatable {
    /// Whose list it is.
    public enum Kind: Sendable {
        /// For a listener that lets clients without an account in: they choose their ids.
        case anybody
        /// For a listener whose clients have accounts that are their ids.
        ///
        /// Both listeners share one space of ids: a local client may call itself like an account, disconnect it and then
        /// read what is meant for that id. So what accounts are told goes to leaves that the other list does not name.
        case accounts

        /// The level of a client's own reply topics.
        var leaf: String {
            switch self {
            case .anybody: "replies"
            case .accounts: "inbox"
            }
        }

        /// The level above a client's own events.
        ///
        /// Never one below the leaf of replies: a client may call itself `alice/inbox`, and `%c/events/#` would be alice's.
        var events: String {
            switch self {
            case .anybody: "events"
            case .accounts: "inbox-events"
            }
        }
    }

    /// The prefix of all topics.
    public var prefix: String
    /// The filters that anybody may publish commands and events to.
    public var commandPatterns: [String]
    /// The filters that anybody may read: health, presence, credentials, public events, derived responses.
    public var readPatterns: [String]

    /// Describes what clients may do.
    ///
    /// - Parameters:
    ///   - prefix: The prefix of all topics, below which the nodes may do everything.
    ///   - commandPatterns: Whole filters, one for each coordinator and action; none may cover a topic that only nodes
    ///     publish to, because the broker knows grants and no exceptions from them.
    ///   - readPatterns: Whole filters.
    public init(prefix: String, commandPatterns: [String], readPatterns: [String]) {
        self.prefix = prefix
        self.commandPatterns = commandPatterns
        self.readPatterns = readPatterns
    }

    /// The broker's file.
    ///
    /// - Parameters:
    ///   - kind: Whose list it is.
    ///   - nodes: The names of the nodes' accounts, which may do everything below the prefix.
    /// - Returns: The text of the file.
    /// - Throws: `ServiceError` `invalid_request` when a filter would mean something else in the file.
    public func text(for kind: Kind, nodes: [String]) throws -> String {
        for filter in [prefix] + commandPatterns + readPatterns { try check(filter) }
        guard !prefix.contains(where: { "+#".contains($0) }) else { throw refused(prefix) }
        // The part after %c is literal: a client may call itself `alice/replies`, and `%c/#` would then be alice's. Nor may
        // it write to its own: what is `alice/replies`'s own, alice hears as a branch of hers.
        let own = "\(prefix)/client/%c"
        let heard = ["\(own)/\(kind.leaf)", "\(own)/\(kind.leaf)/+", "\(own)/\(kind.events)/#"]
        var lines = ["# Made by bigskies."] + heard.map { "pattern read \($0)" }
        lines += commandPatterns.map { "pattern write \($0)" }
        lines += readPatterns.map { "pattern read \($0)" }
        for node in nodes { lines += ["", "user \(node)", "topic readwrite \(prefix)/#", "topic read $SYS/#"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private func check(_ filter: String) throws {
        let isControl = filter.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
        let hasEdges = filter.first?.isWhitespace == true || filter.last?.isWhitespace == true
        guard !filter.isEmpty, !isControl, !hasEdges, !filter.contains("%c"), !filter.contains("%u") else {
            throw refused(filter)
        }
    }

    private func refused(_ filter: String) -> ServiceError {
        ServiceError(.invalidRequest, "\"\(filter)\" cannot be a topic filter of the broker's access list")
    }
}
