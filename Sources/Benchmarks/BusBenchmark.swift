import Access
import Kernel
import Logging
import Messaging

/// The way over the bus inside a process: one-way to a handler, and there and back without JSON.
struct BusBenchmark: Benchmark {
    let name = "bus"

    func rows(_ race: Race) async throws -> [Row] {
        let house = try BusHouse()
        return [
            try await race.row(
                "publish → handler, 8 coordinators attached", unit: "/s", target: .atLeast(1e6),
                peer: Race.Peer(name: "AsyncStream mailbox") { await Mailbox.publications() }
            ) { try await house.publications() },
            try await race.row(
                "ask → actor → reply, typed, p99", unit: "µs", target: .atMost(5),
                peer: Race.Peer(name: "AsyncStream mailbox") { await Mailbox.asks() }
            ) { try await house.asks() },
        ]
    }
}

/// A bus with the filters of eight coordinators on it.
private struct BusHouse: Sendable {
    private let bus: MessageBus
    private let sinks: [Sink]
    private let publication: Publication

    init() throws {
        let families = [
            "bootstrap", "message", "application", "security", "telescope", "plugin", "datastore", "uielement",
        ]
        let space = try TopicSpace()
        bus = MessageBus(
            space: space, families: Set(families),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        sinks = families.map { Sink($0) }
        for sink in sinks {
            let filters = (0..<30).compactMap {
                TopicFilter(space.coordinator("\(sink.name)/action/resource-\($0)"))
            }
            bus.attach(sink, to: filters)
        }
        publication = Publication(
            topic: space.coordinator("telescope/action/resource-7"), payload: Number(value: 7), kind: .event,
            source: "coordinator:telescope")
    }

    @concurrent func publications() async throws -> Double {
        let before = await heard()
        let figures = await Stopwatch.rate { await bus.publish(publication) }
        guard await heard() - before == figures.count else {
            throw ServiceError(.internal, "a publication was not heard")
        }
        return figures.perSecond
    }

    @concurrent func asks() async throws -> Double {
        let caller = Caller.anonymous(at: .process)
        return try await Stopwatch.p99 {
            _ = try await bus.ask(
                "telescope/action/resource-7", Number(value: 7), as: Number.self, from: caller)
        }
    }

    private func heard() async -> Int {
        var sum = 0
        for sink in sinks { sum += await sink.count }
        return sum
    }
}

/// A handler that counts, and answers who asks.
private actor Sink: FrameHandler {
    nonisolated let name: String
    private(set) var count = 0

    init(_ name: String) { self.name = name }

    func receive(_ frame: Frame) {
        count += 1
        guard case .value(let value as Number) = frame.body else { return }
        frame.responder.answer(Reply(.success(Number(value: value.value + 1)), from: name))
    }
}

/// The peer: what one would write without a bus, a stream that one task reads.
private enum Mailbox {
    private enum Letter: Sendable {
        case tell(Number)
        case ask(Number, CheckedContinuation<Number, Never>)
        case last(CheckedContinuation<Void, Never>)
    }

    @concurrent static func publications() async -> Double {
        await open { mailbox in
            let figures = await Stopwatch.rate { mailbox.yield(.tell(Number(value: 7))) }
            let emptied = await Stopwatch.seconds {
                await withCheckedContinuation { mailbox.yield(.last($0)) }
            }
            return Double(figures.count) / (Double(figures.count) / figures.perSecond + emptied)
        }
    }

    @concurrent static func asks() async -> Double {
        await open { mailbox in
            await Stopwatch.p99 {
                _ = await withCheckedContinuation { mailbox.yield(.ask(Number(value: 7), $0)) }
            }
        }
    }

    private static func open(
        _ body: @Sendable (AsyncStream<Letter>.Continuation) async -> Double
    ) async -> Double {
        let (letters, mailbox) = AsyncStream<Letter>.makeStream()
        let reader = Task {
            var count = 0
            for await letter in letters {
                count += 1
                switch letter {
                case .tell: break
                case .ask(let number, let asker): asker.resume(returning: Number(value: number.value + 1))
                case .last(let asker): asker.resume()
                }
            }
            return count
        }
        let figure = await body(mailbox)
        mailbox.finish()
        _ = await reader.value
        return figure
    }
}
