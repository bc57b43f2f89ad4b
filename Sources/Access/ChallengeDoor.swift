/// Answers the HTTP-01 challenges of a certificate authority (RFC 8555, section 8.3) for as long as somebody needs it.
public protocol ChallengeDoor: Sendable {
    /// Listens while some work goes on; nobody listens before and after it.
    ///
    /// - Parameters:
    ///   - answers: The key authorization of each token.
    ///   - port: The port, on all addresses of the machine.
    ///   - work: What needs the answers.
    /// - Returns: What the work returns.
    /// - Throws: `unavailable` with the cure when the port cannot be listened at; what the work throws.
    func answering<Value: Sendable>(
        _ answers: [String: String], at port: Int, while work: @Sendable () async throws -> Value
    ) async throws -> Value
}
