import FoundationEssentials
import Kernel

/// The machines and programs that may use the managed broker; only hashes of their passwords are known.
public struct BrokerAccounts: Sendable, Equatable {
    /// One of them.
    public struct Entry: Sendable, Equatable {
        /// The name, `[a-z0-9-]{1,48}`.
        public let name: String
        /// Whether it is a node's, which may do everything below the topic prefix.
        public let isNode: Bool
        /// The line of the broker's password file.
        let line: String
    }

    /// All accounts, in the order of their names.
    public private(set) var entries: [Entry] = []

    /// No accounts.
    public init() {}

    /// Reads the text of the accounts' file.
    ///
    /// - Parameter text: A line `node name:hash` or `client name:hash` for each.
    /// - Throws: `invalid_request` with the number of the line that is none.
    init(text: String) throws(ServiceError) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(separator: " ")
            guard let kind = words.first, !kind.hasPrefix("#") else { continue }
            guard words.count == 2, ["node", "client"].contains(kind), let entry = Self.entry(words[1], kind == "node"),
                !entries.contains(where: { $0.name == entry.name })
            else { throw ServiceError(.invalidRequest, "line \(number + 1) is no broker account") }
            entries.append(entry)
        }
        entries.sort { $0.name < $1.name }
    }

    /// What `init(text:)` reads.
    var text: String {
        "# The broker's accounts: bigskies broker user add NAME. Passwords are not in here.\n"
            + entries.map { "\($0.isNode ? "node" : "client") \($0.line)\n" }.joined()
    }

    /// The names of the nodes' accounts.
    public var nodes: [String] { entries.filter(\.isNode).map(\.name) }

    /// Makes an account.
    ///
    /// - Parameters:
    ///   - name: 1 to 48 lower-case letters, digits and hyphens.
    ///   - isNode: Whether it may do everything below the topic prefix.
    /// - Returns: Its password, 64 hexadecimal digits, which nobody can read again.
    /// - Throws: `invalid_request` for a name that is none, `conflict` for one that is taken or reserved.
    public mutating func add(_ name: String, isNode: Bool) throws -> String {
        guard Self.isName(name) else {
            throw ServiceError(
                .invalidRequest, "the name of a broker account is 1 to 48 lower-case letters, digits and hyphens")
        }
        guard !Self.reserved.contains(name) else {
            throw ServiceError(.conflict, "the broker account \(name) is the node's own; choose another name")
        }
        guard !entries.contains(where: { $0.name == name }) else {
            throw ServiceError(
                .conflict, "there is a broker account \(name); remove it first: bigskies broker user remove \(name)")
        }
        let account = BrokerAccount(named: name)
        entries.append(Entry(name: name, isNode: isNode, line: try account.line()))
        entries.sort { $0.name < $1.name }
        return account.password
    }

    /// Removes an account.
    ///
    /// - Throws: `not_found` when there is none of this name.
    public mutating func remove(_ name: String) throws {
        guard let index = entries.firstIndex(where: { $0.name == name }) else {
            throw ServiceError(.notFound, "there is no broker account \(name)")
        }
        entries.remove(at: index)
    }

    private static let reserved: Set<String> = [BrokerAccount.nodeName, BrokerAccount.probeName]

    private static func entry(_ line: Substring, _ isNode: Bool) -> Entry? {
        let parts = line.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, isName(String(parts[0])), !reserved.contains(String(parts[0])),
            parts[1].hasPrefix("$7$"), parts[1].split(separator: "$").count == 4
        else { return nil }
        return Entry(name: String(parts[0]), isNode: isNode, line: String(line))
    }

    private static func isName(_ name: String) -> Bool {
        (1...48).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
