import CPostgres

extension PostgresHandle {
    /// Sends all statements before reading the first result; an error in one undoes all of them.
    func pipeline(_ statements: [SQL], timeout: Duration?) throws(PostgresError) -> [PostgresResult] {
        guard !statements.isEmpty else { return [] }
        for sql in statements { try check(sql) }
        var limit = Limit(timeout ?? statementTimeout)
        guard PQenterPipelineMode(connection) == 1 else { throw broken(nil) }
        var fresh: Set<String> = []
        do throws(PostgresError) {
            let expected = try send(statements, &fresh)
            let results = try collect(statements, expected, &fresh, &limit)
            guard PQexitPipelineMode(connection) == 1 else { throw broken(nil) }
            return results
        } catch {
            // Behind an error nothing was prepared.
            for text in fresh { _ = self.statements.remove(text) }
            if isOpen, PQexitPipelineMode(connection) != 1 { abandon() }
            throw error
        }
    }

    /// Queues everything; for each statement, how many results precede its own.
    private func send(_ statements: [SQL], _ fresh: inout Set<String>) throws(PostgresError) -> [Int] {
        var preceding: [Int] = []
        preceding.reserveCapacity(statements.count)
        for sql in statements {
            if let name = self.statements.name(for: sql.text) {
                preceding.append(0)
                guard send(sql, name: name) else { throw broken(sql.text) }
                continue
            }
            try checkText(sql.text)
            let (name, evicted) = self.statements.insert(sql.text)
            fresh.insert(sql.text)
            preceding.append(evicted == nil ? 1 : 2)
            guard PQsendPrepare(connection, name, sql.text, 0, nil) == 1 else { throw broken(sql.text) }
            if let evicted {
                guard PQsendQueryParams(connection, "deallocate \(evicted)", 0, nil, nil, nil, nil, 0) == 1 else {
                    throw broken(sql.text)
                }
            }
            guard send(sql, name: name) else { throw broken(sql.text) }
        }
        guard PQpipelineSync(connection) == 1 else { throw broken(nil) }
        return preceding
    }

    private func collect(
        _ statements: [SQL], _ preceding: [Int], _ fresh: inout Set<String>, _ limit: inout Limit
    ) throws(PostgresError) -> [PostgresResult] {
        var results: [PostgresResult] = []
        results.reserveCapacity(statements.count)
        var failure: PostgresError?
        do throws(PostgresError) {
            for (sql, preceding) in zip(statements, preceding) {
                for step in 0...preceding {
                    guard let result = try next(&limit, sql, &failure) else { continue }
                    if step == preceding { results.append(result) }
                    if step == 0, preceding > 0 { fresh.remove(sql.text) }
                }
            }
            try awaitResult(&limit, nil)
            let sync = PQgetResult(connection)
            defer { PQclear(sync) }
            guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { throw broken(nil) }
        } catch {
            // What the server said before it closed the connection tells more.
            throw failure ?? error
        }
        if let failure { throw failure }
        return results
    }

    /// The result of the next step, nil when it failed or was skipped behind a failure.
    private func next(
        _ limit: inout Limit, _ sql: SQL, _ failure: inout PostgresError?
    ) throws(PostgresError) -> PostgresResult? {
        try awaitResult(&limit, sql.text)
        guard let result = PQgetResult(connection) else { throw broken(sql.text) }
        var value: PostgresResult?
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            value = PostgresResult(storage: ResultStorage(result))
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
        default:
            defer { PQclear(result) }
            let error = try refusal(result, limit, sql.text)
            failure = failure ?? error
        }
        try awaitResult(&limit, sql.text)
        // "PQgetResult returns a null pointer to separate the results of one query from the next" (libpq, 34.5).
        guard PQgetResult(connection) == nil else { throw broken(sql.text) }
        return value
    }
}
