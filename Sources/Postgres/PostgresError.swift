/// A failure of the database, of the way to it, or of reading what it said.
public struct PostgresError: Error, Sendable {
    /// What kind of failure it is.
    public enum Kind: Sendable, Equatable {
        /// The server cannot be reached, or the connection broke.
        case connection
        /// The server refused the statement.
        case server(sqlState: String)
        /// A field does not hold what was asked for.
        case decoding
        /// A value cannot be sent.
        case encoding
        /// The statement or the wait took too long.
        case timeout
        /// The task was cancelled.
        case cancelled
        /// The connection, transaction or pool was closed before.
        case closed
        /// No connection came free in time.
        case poolExhausted
        /// The connection is inside a transaction of somebody else.
        case busy
        /// The settings of the connection cannot be read.
        case configuration
    }

    /// The kind of failure.
    public let kind: Kind
    /// The SQLSTATE that the server gave, if any.
    public let sqlState: String?
    /// The constraint that was violated, if any.
    public let constraint: String?
    /// What happened, for logs: may name tables, columns and hosts, never a bound value.
    let message: String
    /// The text of the statement, for logs.
    var statement: String?

    /// Describes a failure.
    public init(_ kind: Kind, _ message: String) {
        self.init(kind, message, sqlState: nil)
    }

    init(
        _ kind: Kind, _ message: String, sqlState: String?, constraint: String? = nil, statement: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.constraint = constraint
        self.statement = statement
        if case .server(let state) = kind { self.sqlState = state } else { self.sqlState = sqlState }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    /// Safe to show: the kind, and for a refusal the class of its SQLSTATE.
    public var description: String {
        switch kind {
        case .connection: "the database cannot be reached"
        case .server(let state): "the database refused the statement (\(state), \(Self.className(state)))"
        case .decoding: "the database holds something unexpected"
        case .encoding: "a value cannot be stored"
        case .timeout: "the database took too long"
        case .cancelled: "the work was cancelled"
        case .closed: "the connection to the database is closed"
        case .poolExhausted: "no connection to the database came free in time"
        case .busy: "the connection to the database is inside a transaction"
        case .configuration: "the settings of the database connection cannot be read"
        }
    }

    /// For logs: what the server said and the text of the statement, without the bound values.
    public var debugDescription: String {
        var text = "\(description): \(message)"
        if let sqlState, kind != .server(sqlState: sqlState) { text += " (\(sqlState))" }
        if let constraint { text += ", constraint \(constraint)" }
        if let statement { text += ", statement: \(statement)" }
        return text
    }

    /// The class of a SQLSTATE (PostgreSQL manual, appendix A).
    private static func className(_ state: String) -> String {
        switch state.prefix(2) {
        case "08": "connection exception"
        case "0A": "feature not supported"
        case "22": "data exception"
        case "23": "integrity constraint violation"
        case "25": "invalid transaction state"
        case "26": "invalid statement name"
        case "28": "invalid authorization"
        case "3D": "invalid database name"
        case "40": "transaction rollback"
        case "42": "syntax error or access rule violation"
        case "53": "insufficient resources"
        case "54": "program limit exceeded"
        case "55": "object not in prerequisite state"
        case "57": "operator intervention"
        case "58": "system error"
        case "P0": "raised by a function"
        case "XX": "internal error"
        default: "class \(state.prefix(2))"
        }
    }
}
