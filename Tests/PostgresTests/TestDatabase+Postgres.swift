import Logging
import Postgres
import Support

extension TestDatabase {
    /// A fresh database on the server that the tests share.
    static func fresh() async throws -> TestDatabase {
        try await PostgresServer.shared().database()
    }

    /// The way to it.
    var configuration: PostgresConfiguration {
        PostgresConfiguration(host: host, port: port, database: name, user: user)
    }

    /// A connection to it.
    func connect() async throws -> PostgresConnection {
        try await PostgresConnection.connect(configuration)
    }

    /// A pool on it, without its `run()`.
    func pool(_ limits: PoolLimits = PoolLimits()) -> PostgresPool {
        PostgresPool(configuration: configuration, limits: limits, logger: Logger(label: "test"))
    }
}
