import Kernel

extension PostgresConfiguration {
    /// The keywords and values for `PQconnectStartParams`.
    var parameters: [(keyword: String, value: String)] {
        var parameters: [String: String] = [
            "host": host, "port": String(port), "dbname": database, "user": user,
            // The server cuts a longer name off with a notice (NAMEDATALEN).
            "application_name": String(applicationName.prefix(63)),
            "client_encoding": "UTF8",
            "gssencmode": "disable",
            // A peer that vanished without a word is found within these.
            "keepalives": "1", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",
            "tcp_user_timeout": "15000",
        ]
        parameters["password"] = password
        parameters["sslmode"] = sslmode
        parameters["sslcert"] = sslcert
        parameters["sslkey"] = sslkey
        parameters["sslrootcert"] = sslrootcert
        for (keyword, value) in additional where keyword != "options" { parameters[keyword] = value }
        // The text forms that this client reads; in what follows a later setting wins.
        let session = [
            additional["options"], "-c datestyle=ISO", "-c timezone=UTC", "-c bytea_output=hex",
            "-c intervalstyle=iso_8601", "-c statement_timeout=\(Self.milliseconds(statementTimeout))",
        ]
        parameters["options"] = session.compactMap(\.self).joined(separator: " ")
        return parameters.map { ($0.key, $0.value) }
    }

    /// A limit as the server's settings want it: whole milliseconds, at least one because zero means none.
    static func milliseconds(_ duration: Duration) -> Int32 {
        Int32(exactly: min(max(duration.milliseconds, 1), Double(Int32.max)).rounded(.up)) ?? Int32.max
    }
}
