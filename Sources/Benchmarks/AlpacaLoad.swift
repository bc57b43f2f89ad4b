import Kernel
import NIOCore
import NIOPosix

/// A client that does next to nothing itself: it writes the same bytes again as soon as an answer has come.
struct AlpacaLoad: Sendable {
    /// What came of a round.
    struct Outcome: Sendable {
        /// Answers per second.
        let perSecond: Double
        /// The 99th percentile of the time to an answer in milliseconds.
        let p99: Double
    }

    let path: String
    let connections: Int
    let duration: Duration

    /// Asks a server for a while.
    ///
    /// - Parameter port: Where it listens.
    /// - Returns: What came of it.
    /// - Throws: When the server hangs up.
    func run(port: Int) async throws -> Outcome {
        let request =
            "GET \(path)?ClientID=1&ClientTransactionID=1 HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
            + "Accept: application/json\r\n\r\n"
        let end = ContinuousClock.now + duration
        let times = try await withThrowingTaskGroup(of: [Double].self) { group in
            for _ in 0..<connections {
                let times = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: [Double].self)
                _ = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                    .channelOption(.socketOption(.tcp_nodelay), value: 1)
                    .channelInitializer { channel in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(
                                Asker(ByteBuffer(string: request), until: end, times))
                        }
                    }
                    .connect(host: "127.0.0.1", port: port).get()
                group.addTask { try await times.futureResult.get() }
            }
            return try await group.reduce(into: [Double]()) { $0 += $1 }.sorted()
        }
        guard !times.isEmpty else { throw ServiceError(.unavailable, "no answer from port \(port)") }
        return Outcome(
            perSecond: Double(times.count) / duration.seconds, p99: times[times.count * 99 / 100])
    }
}

/// One connection.
private final class Asker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: ByteBuffer
    private let end: ContinuousClock.Instant
    private let promise: EventLoopPromise<[Double]>
    private var asked = ContinuousClock.now
    private var times: [Double] = []

    init(_ request: ByteBuffer, until end: ContinuousClock.Instant, _ promise: EventLoopPromise<[Double]>) {
        self.request = request
        self.end = end
        self.promise = promise
    }

    func channelActive(context: ChannelHandlerContext) { ask(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Every answer is one JSON object without another inside: its last byte is the closing brace.
        guard unwrapInboundIn(data).readableBytesView.last == UInt8(ascii: "}") else { return }
        let now = ContinuousClock.now
        times.append((now - asked) / .milliseconds(1))
        guard now < end else {
            promise.succeed(times)
            return context.close(promise: nil)
        }
        ask(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Has no effect when the time was up.
        promise.fail(ServiceError(.unavailable, "the server hung up"))
    }

    private func ask(_ context: ChannelHandlerContext) {
        asked = .now
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }
}
