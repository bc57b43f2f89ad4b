public import Access
import Kernel
public import Logging

/// Answers the HTTP-01 challenges of certificate authorities: listens only while there is one.
///
/// `GET` and `HEAD` of `/.well-known/acme-challenge/{token}` for a token of the moment; everything else is 404.
public actor HTTPChallengeDoor: ChallengeDoor {
    private struct Opening {
        var users: Int
        let work: Task<Void, any Error>
        let ready: Task<Void, any Error>
    }

    private let logger: Logger
    private var answers: [String: String] = [:]
    private var openings: [Int: Opening] = [:]
    private var closings: [Int: Task<Void, Never>] = [:]

    /// Prepares a door; nobody listens yet.
    ///
    /// - Parameter logger: Where it logs.
    public init(logger: Logger) { self.logger = logger }

    /// Listens while some work goes on; works at the same time share a port.
    public func answering<Value: Sendable>(
        _ answers: [String: String], at port: Int, while work: @Sendable () async throws -> Value
    ) async throws -> Value {
        self.answers.merge(answers) { _, new in new }
        let ready = enter(port)
        do {
            try await ready.value
            let value = try await work()
            await leave(port, answers)
            return value
        } catch {
            await leave(port, answers)
            throw error
        }
    }

    /// What is said for a token; nil for one that is not of the moment.
    func answer(to token: Substring) -> String? { answers[String(token)] }

    private func enter(_ port: Int) -> Task<Void, any Error> {
        if let open = openings[port] {
            openings[port]?.users += 1
            return open.ready
        }
        let before = closings[port]
        let race = Race<Void>()
        let listener = ChallengeListener(door: self, port: port, logger: logger)
        let work = Task {
            await before?.value
            do {
                try await listener.run { race.finish(with: .success(())) }
                race.finish(with: .failure(CancellationError()))
            } catch {
                race.finish(with: .failure(error))
                throw error
            }
        }
        let ready = Task { try await race.value() }
        openings[port] = Opening(users: 1, work: work, ready: ready)
        return ready
    }

    private func leave(_ port: Int, _ answers: [String: String]) async {
        for token in answers.keys { self.answers[token] = nil }
        openings[port]?.users -= 1
        guard let last = openings[port], last.users < 1 else { return }
        openings[port] = nil
        last.work.cancel()
        // Whoever comes meanwhile waits for the port to be free.
        let closing = Task { _ = await last.work.result }
        closings[port] = closing
        await closing.value
        if closings[port] == closing { closings[port] = nil }
    }
}
