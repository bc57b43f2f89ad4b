import FoundationEssentials
import Kernel
import MQTT
import Support
import Testing

@Suite struct ConnectionTests {
    @Test func subscriptionsAreReplayedAfterARestartOfTheBroker() async throws {
        let server = try await MosquittoServer()
        try await withClient(server.port) { test in
            try await test.client.subscribe("a/#", noLocal: false)
            await server.kill()
            try await test.disconnected()
            try await server.start()
            try await test.connected()
            try await test.client.publish(OutboundMessage(topic: "a/b", qos: .atLeastOnce))
            #expect(try await test.message().topic == "a/b")
            #expect(test.client.state.connections == 2)
        }
    }

    @Test func aMessageWithADeadlineWaitsForTheBroker() async throws {
        let server = try await MosquittoServer()
        try await withClient(server.port) { test in
            try await test.client.subscribe("late", noLocal: false)
            await server.stop()
            try await test.disconnected()
            async let sent: Void = test.client.publish(
                OutboundMessage(topic: "late", qos: .atLeastOnce, deadline: .seconds(20)))
            try await server.start()
            try await sent
            #expect(try await test.message().topic == "late")
        }
    }

    @Test func nothingIsSentAfterItsDeadline() async throws {
        let server = try await MosquittoServer()
        try await withClient(server.port) { test in
            try await test.client.subscribe("#", noLocal: false)
            await server.stop()
            try await test.disconnected()
            test.client.send(OutboundMessage(topic: "old", qos: .atLeastOnce, deadline: .milliseconds(50)))
            test.client.send(OutboundMessage(topic: "new", qos: .atLeastOnce, deadline: .seconds(20)))
            await #expect(throws: MQTTError.expired) {
                try await test.client.publish(
                    OutboundMessage(topic: "awaited", qos: .atLeastOnce, deadline: .milliseconds(50)))
            }
            await #expect(throws: MQTTError.notConnected) {
                try await test.client.publish(OutboundMessage(topic: "now or never", qos: .atLeastOnce))
            }
            try await server.start()
            #expect(try await test.message().topic == "new")
            #expect(test.client.state.counters.outboundExpired == 2)
        }
    }

    @Test func ofAStatusThatWaitsOnlyTheLatestIsSent() async throws {
        let server = try await MosquittoServer()
        try await withClient(server.port) { test in
            try await test.client.subscribe("#", noLocal: false)
            await server.stop()
            try await test.disconnected()
            for number in 0..<5 {
                test.client.send(OutboundMessage(topic: "status", payload: Data("\(number)".utf8), coalesce: true))
            }
            test.client.send(OutboundMessage(topic: "end"))
            try await server.start()
            #expect(try await test.message().payload == Data("4".utf8))
            #expect(try await test.message().topic == "end")
            #expect(test.client.state.counters.outboundCoalesced == 4)
        }
    }

    @Test func timeSpentWaitingIsTakenFromTheExpiry() async throws {
        let server = try await MosquittoServer()
        let test = TestClient(server.port)
        try await test.client.subscribe("x", noLocal: false)
        test.client.send(OutboundMessage(topic: "x", messageExpiry: 1))
        test.client.send(OutboundMessage(topic: "x", payload: Data("kept".utf8), messageExpiry: 60))
        try await Task.sleep(for: .milliseconds(1100))
        let running = Task { try await test.client.run() }
        let message = try await test.message()
        #expect(message.payload == Data("kept".utf8))
        #expect((1...59).contains(try #require(message.messageExpiry)))
        await test.client.disconnect()
        try await running.value
    }

    @Test func aRetainedMessageWithAnExpiryVanishes() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { test in
            try await test.client.publish(
                OutboundMessage(topic: topic + "/a", qos: .atLeastOnce, retain: true, messageExpiry: 1))
            try await test.client.publish(
                OutboundMessage(topic: topic + "/b", payload: Data([1]), qos: .atLeastOnce, retain: true))
            try await Task.sleep(for: .milliseconds(2100))
            try await test.client.subscribe(topic + "/#", noLocal: false)
            #expect(try await test.message().topic == topic + "/b")
        }
    }

    @Test func theLastWillIsPublishedWhenTheClientIsKilledAndNotWhenItSaysGoodbye() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { watcher in
            try await watcher.client.subscribe(topic + "/#")
            let name = "mortal-" + Identifier.hex(8)
            func mortal(_ leaf: String) -> (inout MQTTConfiguration) -> Void {
                {
                    $0.clientID = name
                    $0.will = MQTTWill(topic: topic + leaf, payload: Data("gone".utf8), retain: true, expiry: 60)
                }
            }
            try await withClient(port, mortal("/polite")) { _ in }
            let victim = TestClient(port, mortal("/killed"))
            let running = Task { try await victim.client.run() }
            try await victim.connected()
            // A second client of the same name makes the broker cut the first one off.
            try await withClient(port, { $0.clientID = name }) { _ in
                let will = try await watcher.message()
                #expect(will.topic == topic + "/killed")
                #expect(will.payload == Data("gone".utf8))
                #expect(will.isRetained)
                #expect(will.messageExpiry == 60)
                let state = try await victim.disconnected()
                #expect(state.lastError == .connectionLost(reasonCode: nil))
                running.cancel()
                try await running.value
            }
        }
    }

    @Test func theBrokersAreTriedInOrder() async throws {
        let first = try await MosquittoServer()
        let second = try await MosquittoServer()
        let addresses = [first, second].map { MQTTAddress(host: "127.0.0.1", port: $0.port) }
        try await withClient(first.port, { $0.brokers = addresses }) { test in
            #expect(test.client.state.phase == .connected(addresses[0]))
            await first.kill()
            try await test.state("the second broker") { $0.phase == .connected(addresses[1]) }
            try await first.start()
            await second.kill()
            try await test.state("the first broker") { $0.phase == .connected(addresses[0]) }
        }
    }

    @Test func aBrokerThatHangsIsLeft() async throws {
        let hanging = try await MosquittoServer()
        let other = try await MosquittoServer()
        let addresses = [hanging, other].map { MQTTAddress(host: "127.0.0.1", port: $0.port) }
        try await withClient(
            hanging.port,
            {
                $0.brokers = addresses
                $0.probeInterval = .milliseconds(50)
                $0.probeTopic = "probe"
                $0.stableAfter = .zero
                $0.connectTimeout = .seconds(2)
            }
        ) { test in
            await hanging.pause()
            let state = try await test.state("the end of the connection") { $0.lastError != nil }
            #expect(state.lastError == .brokerHangs)
            try await test.state("the other broker") { $0.phase == .connected(addresses[1]) }
            await hanging.resume()
        }
    }

    @Test func aMessageThatWasNotAcknowledgedIsRepeatedOnTheNextConnection() async throws {
        let server = try await MosquittoServer()
        try await withClient(server.port) { test in
            await server.pause()
            async let sent: Void = test.client.publish(
                OutboundMessage(topic: "a", qos: .atLeastOnce, deadline: .seconds(20)))
            let lost = Task { try await test.client.publish(OutboundMessage(topic: "b", qos: .atLeastOnce)) }
            while test.client.state.counters.sent < 2 { await Task.yield() }
            await server.kill()
            await #expect(throws: MQTTError.connectionLost(reasonCode: nil)) { try await lost.value }
            try await server.start()
            try await sent
            #expect(test.client.state.counters.sent == 3)
        }
    }

    @Test func aWrongPasswordIsSaidToBeOne() async throws {
        var options = MosquittoServer.Options()
        options.accounts = ["ada": "secret"]
        let server = try await MosquittoServer(options)
        try await withClient(
            server.port,
            {
                $0.username = "ada"
                $0.password = "secret"
            }
        ) { test in #expect(test.client.state.isConnected) }
        let wrong = TestClient(server.port) {
            $0.username = "ada"
            $0.password = "wrong"
            $0.maxReconnectAttempts = 2
        }
        let error = await #expect(throws: MQTTError.self) { try await wrong.client.run() }
        #expect(error == .refused(reasonCode: 0x87))
        #expect(error?.description == "the broker refused: not authorized")
        #expect(wrong.client.state.failedRounds == 2)
        #expect(wrong.client.state.phase == .stopped)
    }

    @Test func aRefusedPublishSaysSo() async throws {
        var options = MosquittoServer.Options()
        options.accessControl = "topic read #\ntopic write allowed\n"
        let server = try await MosquittoServer(options)
        try await withClient(server.port) { test in
            try await test.client.publish(OutboundMessage(topic: "allowed", qos: .atLeastOnce))
            let error = await #expect(throws: MQTTError.refused(reasonCode: 0x87)) {
                try await test.client.publish(OutboundMessage(topic: "denied", qos: .atLeastOnce))
            }
            #expect(ServiceError(try #require(error)).code == .forbidden)
        }
    }

    @Test func withoutABrokerTheAttemptsAreUsedUp() async throws {
        let server = try await MosquittoServer()
        await server.kill()
        let test = TestClient(server.port) { $0.maxReconnectAttempts = 3 }
        let address = MQTTAddress(host: "127.0.0.1", port: server.port)
        let error = await #expect(throws: MQTTError.self) { try await test.client.run() }
        #expect(error == .connectFailed(address, detail: "connection refused"))
        #expect(test.client.state.failedRounds == 3)
    }

    @Test func whoWaitsIsToldThatTheClientStopped() async throws {
        let server = try await MosquittoServer()
        try await withClient(server.port, { $0.drainLimit = .milliseconds(50) }) { test in
            await server.pause()
            let publish = Task { try await test.client.publish(OutboundMessage(topic: "a", qos: .atLeastOnce)) }
            while test.client.state.counters.sent < 1 { await Task.yield() }
            await test.client.disconnect()
            await #expect(throws: MQTTError.stopped) { try await publish.value }
            await #expect(throws: MQTTError.stopped) {
                try await test.client.publish(OutboundMessage(topic: "a", qos: .atLeastOnce))
            }
            await server.kill()
        }
    }

    @Test func aCancelledPublishReturnsAtOnce() async throws {
        let server = try await MosquittoServer()
        try await withClient(server.port) { test in
            await server.pause()
            let publish = Task { try await test.client.publish(OutboundMessage(topic: "a", qos: .atLeastOnce)) }
            while test.client.state.counters.sent < 1 { await Task.yield() }
            publish.cancel()
            await #expect(throws: MQTTError.cancelled) { try await publish.value }
            await server.resume()
        }
    }

    @Test(arguments: [nil, "probe"])
    func anIdleClientSleeps(probeTopic: String?) async throws {
        let port = try await MosquittoServer.shared().port
        let clock = CountingTime()
        let test = TestClient(port, time: clock.source) {
            $0.probeInterval = .milliseconds(50)
            $0.probeTopic = probeTopic
        }
        let running = Task { try await test.client.run() }
        try await test.connected()
        let before = clock.looks
        let begun = ContinuousClock.now
        try await Task.sleep(for: .milliseconds(500))
        let looks = clock.looks - before
        // What spins looks thousands of times a millisecond.
        #expect(Double(looks) < (ContinuousClock.now - begun).milliseconds)
        await test.client.disconnect()
        try await running.value
    }

    @Test func roundTripsThroughTheBrokerAreTimed() async throws {
        let port = try await MosquittoServer.shared().port
        try await withClient(
            port,
            {
                $0.probeInterval = .milliseconds(20)
                $0.probeTopic = freshTopic()
            }
        ) { test in
            // An answer that comes late makes up for the rounds that were counted as missed before it.
            let timed = try await withDeadline(.seconds(30), "a round trip") {
                while true {
                    let state = test.client.state
                    if let roundTrip = state.roundTrip, state.missedProbes == 0 { return roundTrip }
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            #expect(timed > .zero)
        }
    }

    @Test func whatWasSentBeforeTheGoodbyeArrives() async throws {
        let port = try await MosquittoServer.shared().port
        let topic = freshTopic()
        try await withClient(port) { receiver in
            try await receiver.client.subscribe(topic)
            try await withClient(port) { sender in
                for _ in 0..<500 { sender.client.send(OutboundMessage(topic: topic, qos: .atLeastOnce)) }
            }
            for _ in 0..<500 { _ = try await receiver.message() }
        }
    }
}
