import Kernel
import Supervision
import Synchronization

/// What happened to the children of a test, in order.
final class Diary: Sendable {
    private let lines = Mutex<[String]>([])

    var entries: [String] { lines.withLock { $0 } }

    func note(_ line: String) { lines.withLock { $0.append(line) } }
}

/// A child that does what a test tells it.
final class Puppet: Supervised {
    private let name: String
    private let diary: Diary
    private let ignoresStop: Bool
    private let answers: Bool
    private let fate: AsyncStream<(any Error)?>
    private let strings: AsyncStream<(any Error)?>.Continuation

    init(_ name: String, _ diary: Diary, ignoresStop: Bool = false, answers: Bool = true) {
        self.name = name
        self.diary = diary
        self.ignoresStop = ignoresStop
        self.answers = answers
        (fate, strings) = AsyncStream.makeStream()
    }

    func run() async throws {
        diary.note("run \(name)")
        for await error in fate {
            if let error { throw error }
            return
        }
    }

    func stop() async {
        diary.note("stop \(name)")
        guard ignoresStop else { return strings.finish() }
        // A task of its own, so that cancellation does not reach it.
        await Task { for await _ in AsyncStream<Void>.makeStream().stream {} }.value
    }

    func probe() async -> Bool { answers }

    func fail(_ error: any Error) { strings.yield(error) }

    func finish() { strings.yield(nil) }
}
