/// A database of one test.
public struct TestDatabase: Sendable {
    /// The server it is on.
    public let server: PostgresServer
    /// Its name.
    public let name: String

    /// The directory of the server's socket.
    public var host: String { server.socketDirectory }
    /// The port, part of the socket's name.
    public var port: Int { 5432 }
    /// The user, who needs no password.
    public var user: String { PostgresServer.user }
    /// The place as a URL.
    public var url: String { "postgresql:///\(name)?host=\(host)&port=\(port)&user=\(user)" }

    /// Runs statements with the `psql` program and returns what it prints.
    @discardableResult
    public func psql(_ sql: String) async throws -> String {
        try await server.psql(name, sql)
    }
}
