extension PostgresConnection {
    /// How a piece of work with a lent connection ended.
    enum Lease<Value: Sendable, Failure: Error>: Sendable {
        /// The work was not begun: the server had closed the connection.
        case stale
        /// The work is done, and the connection can be lent again or not.
        case done(Result<Value, Failure>, isReusable: Bool)
    }

    /// Looks whether the connection is still open and runs a piece of work, all in one hop.
    func lease<Value: Sendable, Failure: Error>(
        _ body: @Sendable (PostgresConnection) async throws(Failure) -> Value
    ) async -> Lease<Value, Failure> {
        guard isHealthy else { return .stale }
        let result: Result<Value, Failure>
        do throws(Failure) {
            result = .success(try await body(self))
        } catch {
            result = .failure(error)
        }
        return .done(result, isReusable: isReusable)
    }
}
