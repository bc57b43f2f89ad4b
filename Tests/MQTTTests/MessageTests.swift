import FoundationEssentials
import Kernel
import Logging
import MQTT
import Support
import Testing

@Suite struct MessageTests {
    @Test func everythingOfAMessageArrivesAsItWasSent() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        let correlation = Data((0...255).map { UInt8($0) })
        try await withClient(port) { receiver in
            try await receiver.client.subscribe(topic + "/#")
            try await withClient(port) { sender in
                try await sender.client.publish(
                    OutboundMessage(
                        topic: topic + "/ä", payload: Data([0, 255, 10]), qos: .atLeastOnce, messageExpiry: 60,
                        responseTopic: "answers/here", correlationData: correlation,
                        userProperties: [("a", "1"), ("a", "zwei"), ("", "")]))
                let message = try await receiver.message()
                #expect(message.topic == topic + "/ä")
                #expect(message.payload == Data([0, 255, 10]))
                #expect(message.qos == .atLeastOnce)
                #expect(!message.isRetained)
                #expect(message.responseTopic == "answers/here")
                #expect(message.correlationData == correlation)
                #expect(message.messageExpiry == 60)
                #expect(message.userProperties.map(\.0) == ["a", "a", ""])
                #expect(message.userProperties.map(\.1) == ["1", "zwei", ""])
            }
        }
    }

    @Test func aMessageMayBeEmptyAndHaveManyProperties() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { test in
            try await test.client.subscribe(topic, noLocal: false)
            let properties = (0..<2000).map { ("name\($0)", "value") }
            test.client.send(OutboundMessage(topic: topic, correlationData: Data(), userProperties: properties))
            let message = try await test.message()
            #expect(message.payload.isEmpty)
            #expect(message.correlationData == Data())
            #expect(message.userProperties.count == 64)
        }
    }

    @Test func aLiveRetainedMessageIsMarkedWithRetainAsPublished() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { marked in
            try await withClient(port) { unmarked in
                try await marked.client.subscribe(topic)
                try await unmarked.client.subscribe(topic, retainAsPublished: false)
                try await withClient(port) { sender in
                    try await sender.client.publish(
                        OutboundMessage(topic: topic, payload: Data("x".utf8), qos: .atLeastOnce, retain: true))
                }
                #expect(try await marked.message().isRetained)
                #expect(try await !unmarked.message().isRetained)
            }
        }
    }

    @Test func ownMessagesAreLeftOutUnlessAskedFor() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { test in
            try await test.client.subscribe(topic + "/a", noLocal: true)
            try await test.client.subscribe(topic + "/b", noLocal: false)
            for leaf in ["/a", "/b"] {
                try await test.client.publish(OutboundMessage(topic: topic + leaf, qos: .atLeastOnce))
            }
            #expect(try await test.message().topic == topic + "/b")
            try await test.client.unsubscribe(topic + "/b")
            try await test.client.subscribe(topic + "/c", noLocal: false)
            for leaf in ["/b", "/c"] {
                try await test.client.publish(OutboundMessage(topic: topic + leaf, qos: .atLeastOnce))
            }
            #expect(try await test.message().topic == topic + "/c")
        }
    }

    @Test func threeThousandMessagesAreAllAcknowledgedAndArrive() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { receiver in
            try await receiver.client.subscribe(topic)
            try await withClient(port) { sender in
                try await withThrowingTaskGroup { group in
                    for number in 0..<3000 {
                        group.addTask {
                            try await sender.client.publish(
                                OutboundMessage(topic: topic, payload: Data("\(number)".utf8), qos: .atLeastOnce))
                        }
                    }
                    try await group.waitForAll()
                }
                var seen: Set<Data> = []
                while seen.count < 3000 { seen.insert(try await receiver.message().payload) }
                #expect(sender.client.state.counters.sent == 3000)
            }
        }
    }

    @Test func messagesArriveInTheOrderOfSending() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { test in
            try await test.client.subscribe(topic, noLocal: false)
            for number in 0..<1000 {
                test.client.send(OutboundMessage(topic: topic, payload: Data("\(number)".utf8), qos: .atLeastOnce))
            }
            var numbers: [String] = []
            while numbers.count < 1000 {
                numbers.append(String(decoding: try await test.message().payload, as: UTF8.self))
            }
            #expect(numbers == (0..<1000).map(String.init))
        }
    }

    @Test(arguments: ["", "a/#", "a/+", "a\0b"])
    func whatIsNoTopicIsRefusedBeforeItIsSent(topic: String) async throws {
        let port = try await MosquittoServer.shared().port
        try await withClient(port) { test in
            for qos in [QoS.atMostOnce, .atLeastOnce] {
                await #expect(throws: MQTTError.invalid("the topic or a property of the message is not valid")) {
                    try await test.client.publish(OutboundMessage(topic: topic, qos: qos))
                }
            }
            await #expect(throws: MQTTError.self) { try await test.client.subscribe("a/#/b") }
        }
    }

    @Test func aReceiverWithoutRoomIsCounted() async throws {
        let server = try await MosquittoServer.shared()
        let topic = freshTopic()
        let configuration = MQTTConfiguration(
            brokers: [MQTTAddress(host: "127.0.0.1", port: server.port)], clientID: "full-" + Identifier.hex(8))
        let client = MosquittoClient(
            configuration: configuration, logger: Logger(label: "test"), onMessage: { _ in false })
        try await client.subscribe(topic, noLocal: false)
        let running = Task { try await client.run() }
        try await client.publish(OutboundMessage(topic: topic, qos: .atLeastOnce, deadline: .seconds(20)))
        // The broker answers in order: the delivery came before the acknowledgement of the second message.
        try await client.publish(OutboundMessage(topic: topic, qos: .atLeastOnce, deadline: .seconds(20)))
        await client.disconnect()
        try await running.value
        #expect(client.state.counters.inboundDropped >= 1)
        #expect(client.state.phase == .stopped)
    }
}
