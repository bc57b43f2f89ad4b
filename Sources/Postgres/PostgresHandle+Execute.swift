import CPostgres
import Kernel

extension PostgresHandle {
    /// Runs one statement, prepared once per session.
    func execute(_ sql: SQL, timeout: Duration?) throws(PostgresError) -> PostgresResult {
        try check(sql)
        var limit = Limit(timeout ?? statementTimeout)
        guard let name = statements.name(for: sql.text) else {
            return try run(sql, name: try prepare(sql.text, &limit), &limit)
        }
        do throws(PostgresError) {
            return try run(sql, name: name, &limit)
        } catch {
            // The tables changed under the plan, or somebody discarded it: nothing was executed.
            guard error.isStalePlan else { throw error }
            try forget(sql.text, &limit)
            guard isIdle else { throw error }
            return try run(sql, name: try prepare(sql.text, &limit), &limit)
        }
    }

    /// Runs a text of one or many statements without values, unprepared; the last result counts.
    func run(script: String, timeout: Duration?) throws(PostgresError) {
        var limit = Limit(timeout ?? statementTimeout)
        try checkText(script)
        try checkOpen()
        guard PQsendQuery(connection, script) == 1 else { throw broken(nil) }
        if let result = try results(&limit, nil) { PQclear(result) }
    }

    func check(_ sql: SQL) throws(PostgresError) {
        try checkOpen()
        guard !sql.bindings.hasZero else {
            throw PostgresError(.encoding, "a value contains a zero byte", sqlState: nil, statement: sql.text)
        }
        guard sql.parameterCount <= PQ_QUERY_PARAM_MAX_LIMIT else {
            throw PostgresError(
                .encoding, "\(sql.parameterCount) values are more than the protocol allows", sqlState: nil,
                statement: sql.text)
        }
    }

    /// Refuses a text that libpq would cut off; one that is prepared has been looked at.
    func checkText(_ text: String) throws(PostgresError) {
        guard !text.utf8.contains(0) else { throw PostgresError(.encoding, "the statement contains a zero byte") }
    }

    private func checkOpen() throws(PostgresError) {
        guard isOpen else { throw PostgresError(.connection, "the connection broke before") }
    }

    private func run(_ sql: SQL, name: String, _ limit: inout Limit) throws(PostgresError) -> PostgresResult {
        guard send(sql, name: name) else { throw broken(sql.text) }
        guard let result = try results(&limit, sql.text) else {
            throw PostgresError(.connection, "the server sent no result", sqlState: nil, statement: sql.text)
        }
        return PostgresResult(storage: ResultStorage(result))
    }

    /// Hands a prepared statement with its values to libpq.
    func send(_ sql: SQL, name: String) -> Bool {
        let values = sql.bindings.values
        return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: values.count) { pointers in
            sql.bindings.bytes.withUnsafeBytes { bytes in
                let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                for (index, value) in values.enumerated() {
                    pointers.initializeElement(at: index, to: value.start.flatMap { base?.advanced(by: $0) })
                }
                // Text form both ways; the server infers the types.
                return PQsendQueryPrepared(
                    connection, name, Int32(truncatingIfNeeded: values.count), pointers.baseAddress, nil, nil, 0) == 1
            }
        }
    }

    private func prepare(_ text: String, _ limit: inout Limit) throws(PostgresError) -> String {
        try checkText(text)
        let (name, evicted) = statements.insert(text)
        do throws(PostgresError) {
            if let evicted { try deallocate(evicted, &limit) }
            guard PQsendPrepare(connection, name, text, 0, nil) == 1 else { throw broken(text) }
            if let result = try results(&limit, text) { PQclear(result) }
            return name
        } catch {
            _ = statements.remove(text)
            throw error
        }
    }

    private func forget(_ text: String, _ limit: inout Limit) throws(PostgresError) {
        guard let name = statements.remove(text), isIdle else { return }
        try deallocate(name, &limit)
    }

    private func deallocate(_ name: String, _ limit: inout Limit) throws(PostgresError) {
        // In a failed transaction nothing can be deallocated; a name is never used twice, so it only takes room.
        guard isIdle || isInTransaction else { return }
        guard PQsendQuery(connection, "deallocate \(name)") == 1 else { throw broken(nil) }
        do throws(PostgresError) {
            _ = try results(&limit, nil).map { PQclear($0) }
        } catch {
            // It was gone already, unless that broke the connection or the transaction.
            guard isIdle else { throw error }
        }
    }

    /// Fetches everything that a statement returns: the last result, which the caller frees, or the first error.
    private func results(_ limit: inout Limit, _ statement: String?) throws(PostgresError) -> OpaquePointer? {
        var last: OpaquePointer?
        var failure: PostgresError?
        do throws(PostgresError) {
            while true {
                try awaitResult(&limit, statement)
                guard let result = PQgetResult(connection) else { break }
                switch PQresultStatus(result) {
                case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
                    PQclear(last)
                    last = result
                default:
                    defer { PQclear(result) }
                    let error = try refusal(result, limit, statement)
                    failure = failure ?? error
                }
            }
        } catch {
            PQclear(last)
            // What the server said before it closed the connection tells more.
            throw failure ?? error
        }
        guard let failure else { return last }
        PQclear(last)
        throw failure
    }

    /// The error in a result that is none.
    func refusal(_ result: OpaquePointer, _ limit: Limit, _ statement: String?) throws(PostgresError) -> PostgresError {
        switch PQresultStatus(result) {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE, PGRES_NONFATAL_ERROR:
            guard PQstatus(connection) == CONNECTION_OK else {
                let hasState = PQresultErrorField(result, 67) != nil  // 67 is "C", PG_DIAG_SQLSTATE
                let error =
                    hasState
                    ? PostgresError(result: result, statement: statement)
                    : PostgresError(connection: connection, statement: statement)
                abandon()
                throw error
            }
            let error = PostgresError(result: result, statement: statement)
            // The one who cancels knows; what nobody here cancelled was the server's statement_timeout.
            guard error.sqlState == "57014" else { return error }
            return PostgresError(
                .timeout, limit.isOverdue ? "took longer than \(limit.duration.seconds) s" : error.message,
                sqlState: "57014", statement: statement)
        default:
            // COPY and replication take the connection over, and this client speaks neither.
            abandon()
            throw PostgresError(
                .server(sqlState: "0A000"), "COPY is not spoken here", sqlState: nil, statement: statement)
        }
    }
}

extension PostgresError {
    /// Whether a prepared statement has to be prepared again: "cached plan must not change result type", or unknown.
    fileprivate var isStalePlan: Bool { sqlState == "0A000" || sqlState == "26000" }
}
