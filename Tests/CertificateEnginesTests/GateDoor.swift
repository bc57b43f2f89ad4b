import Access
import Kernel

/// A door that opens when the test says so, for one certificate.
final class GateDoor: ChallengeDoor {
    private let gate = Race<Void>()
    private let knock: AsyncStream<Void>.Continuation
    /// Somebody wants it to open.
    let knocks: AsyncStream<Void>

    init() { (knocks, knock) = AsyncStream.makeStream() }

    func answering<Value: Sendable>(
        _ answers: [String: String], at port: Int, while work: @Sendable () async throws -> Value
    ) async throws -> Value {
        knock.yield()
        try await gate.value()
        return try await work()
    }

    func open() { gate.finish(with: .success(())) }
}
