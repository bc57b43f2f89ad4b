import CPostgres

extension PostgresError {
    /// The error in a result that the server sent instead of rows.
    init(result: OpaquePointer, statement: String?) {
        let state = Self.field(result, "C") ?? "XX000"
        let message = Self.field(result, "M") ?? String(cString: PQresultErrorMessage(result)).trimmed
        // These end the session (PostgreSQL manual, appendix A).
        let endsSession = state.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05"].contains(state)
        self.init(
            endsSession ? .connection : .server(sqlState: state), message, sqlState: state,
            constraint: Self.field(result, "n"), statement: statement)
    }

    /// The error of a connection that broke or could not be made.
    init(connection: OpaquePointer, statement: String?) {
        self.init(
            .connection, String(cString: PQerrorMessage(connection)).trimmed, sqlState: nil, statement: statement)
    }

    /// A field of an error, by its code (libpq, `PG_DIAG_…`, which are macros of characters).
    private static func field(_ result: OpaquePointer, _ code: Unicode.Scalar) -> String? {
        PQresultErrorField(result, Int32(bitPattern: code.value)).map { String(cString: $0) }
    }
}

extension String {
    /// The text without the line feed that libpq ends its messages with.
    fileprivate var trimmed: String {
        String(self[..<(lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex)])
    }
}
