import CPostgres

extension PostgresConfiguration {
    /// Reads `DATABASE_URL`: `postgresql://user:password@host:port/database?sslmode=…`, or libpq's `key=value` form.
    /// - Throws: `PostgresError` `configuration`; the text is not repeated, it may contain the password.
    public init(url: String) throws(PostgresError) {
        let unreadable = PostgresError(
            .configuration, "the database URL cannot be read: expected postgresql://user:password@host:port/database")
        guard !url.utf8.contains(0), let options = PQconninfoParse(url, nil) else { throw unreadable }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        let port = values.removeValue(forKey: "port") ?? "5432"
        guard let port = Int(port), (1...65_535).contains(port) else { throw unreadable }
        let host = values.removeValue(forKey: "host") ?? values.removeValue(forKey: "hostaddr") ?? "localhost"
        guard let user = values.removeValue(forKey: "user") else {
            throw PostgresError(.configuration, "the database URL names no user")
        }
        self.init(
            host: host, port: port, database: values.removeValue(forKey: "dbname") ?? user, user: user,
            password: values.removeValue(forKey: "password"), sslmode: values.removeValue(forKey: "sslmode"),
            sslcert: values.removeValue(forKey: "sslcert"), sslkey: values.removeValue(forKey: "sslkey"),
            sslrootcert: values.removeValue(forKey: "sslrootcert"))
        if let name = values.removeValue(forKey: "application_name") { applicationName = name }
        if let text = values.removeValue(forKey: "connect_timeout") {
            guard let seconds = Int(text), (0...86_400).contains(seconds) else { throw unreadable }
            // 0 means for ever to libpq; this house waits for nothing for ever.
            if seconds > 0 { connectTimeout = .seconds(seconds) }
        }
        additional = values
    }
}
