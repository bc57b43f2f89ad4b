import Access

/// A door that never opens.
struct ClosedDoor: ChallengeDoor {
    func answering<Value: Sendable>(
        _ answers: [String: String], at port: Int, while work: @Sendable () async throws -> Value
    ) async throws -> Value { try await work() }
}
