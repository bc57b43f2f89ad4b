import Kernel
import NIOCore
import NIOPosix

/// A connection over which a test says exactly what it wants.
struct RawConnection: Sendable {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    static func run<Value: Sendable>(
        port: Int, _ body: @escaping @Sendable (inout Conversation) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await withDeadline(.seconds(30), "the conversation") {
            try await channel.executeThenClose { inbound, outbound in
                var conversation = Conversation(inbound: inbound.makeAsyncIterator(), outbound: outbound)
                return try await body(&conversation)
            }
        }
    }

    struct Conversation {
        var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private(set) var heard = ""

        init(
            inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.inbound = inbound
            self.outbound = outbound
        }

        func say(_ text: String) async throws {
            try await outbound.write(ByteBuffer(string: text))
        }

        /// Reads until something has been heard so many times; false when the server hangs up before.
        mutating func hears(_ text: String, times: Int = 1) async throws -> Bool {
            while heard.split(separator: text, omittingEmptySubsequences: false).count <= times {
                guard let buffer = try await inbound.next(isolation: #isolation) else { return false }
                heard += String(buffer: buffer)
            }
            return true
        }

        /// Reads until the server hangs up.
        mutating func hearsTheEnd() async throws {
            while let buffer = try await inbound.next(isolation: #isolation) { heard += String(buffer: buffer) }
        }
    }
}
