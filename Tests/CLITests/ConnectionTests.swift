import Access
import FoundationEssentials
import Kernel
import Logging
import MQTT
import Messaging
import NIOCore
import NIOPosix
import Support
import Testing

@testable import CLI

@Suite struct ConnectionTests {
    private let request = WireRequest(
        source: "client:test", timestamp: Date(), credentials: Credentials(), payload: ["number": 7])

    private func reply(to id: String) -> String {
        #"{"correlation_id":"\#(id)","type":"response","payload":{"success":true,"number":8}}"#
    }

    @Test func aCommandIsAnsweredOverTheSocket() async throws {
        let directory = try TemporaryDirectory()
        let request = request
        let lines = "\(reply(to: "forged"))\n\(reply(to: request.messageID))\n"
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answering(lines))
                }
            }
            .bind(unixDomainSocketPath: directory.path + "/s").get()
        let connection = try await ControlConnection.open(directory.path + "/s")
        let answer = try await connection.ask(try Topic("bigskies/x"), request, within: .seconds(10))
        #expect(answer["number"] == 8)
        await connection.close()
        try await server.close()
    }

    @Test func aSocketThatNobodyListensOnIsUnavailable() async throws {
        let directory = try TemporaryDirectory()
        let error = await #expect(throws: ServiceError.self) { try await ControlConnection.open(directory.path + "/s") }
        #expect(error?.code == .unavailable)
    }

    @Test func theBrokerIsAskedWhenTheSocketIsAway() async throws {
        let port = try await MosquittoServer.shared().port
        let space = try TopicSpace(prefix: "cli-" + Identifier.hex(8))
        let topic = try space.command("test/echo")
        let (heard, hearing) = AsyncStream.makeStream(of: InboundMessage.self)
        let door = BrokerDoor(addresses: [MQTTAddress(host: "127.0.0.1", port: port)])
        let node = try await BrokerLink.open(
            door.configuration(clientID: Identifier.unique(), attempts: 0), filters: [topic.text],
            onMessage: {
                hearing.yield($0)
                return true
            })
        let answering = Task {
            for await message in heard {
                let id = try #require(message.correlationData.map { String(decoding: $0, as: UTF8.self) })
                let address = try #require(message.responseTopic)
                for reply in [reply(to: "forged"), reply(to: id)] {
                    try await node.client.publish(
                        OutboundMessage(topic: address, payload: Data(reply.utf8), qos: .atLeastOnce))
                }
            }
        }
        let target = ClientTarget(space: space, doors: [.control("/nowhere/s"), .broker(door)], key: "k")
        let answer = try await target.connected { connection in
            try await connection.ask(topic, request, within: .seconds(20))
        }
        #expect(answer["number"] == 8)
        answering.cancel()
        await node.close()
    }

    @Test func aBrokerThatIsAwayIsUnavailableAndNamed() async throws {
        let door = BrokerDoor(addresses: [MQTTAddress(host: "127.0.0.1", port: 9)])
        let error = await #expect(throws: ServiceError.self) {
            try await BrokerConnection.open(door, in: try TopicSpace())
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("127.0.0.1:9") == true)
    }
}

/// Answers whatever comes with some text.
private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let text: String

    init(_ text: String) { self.text = text }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
}
