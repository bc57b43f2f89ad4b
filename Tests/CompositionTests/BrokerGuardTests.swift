import FoundationEssentials
import Glibc
import Kernel
import MQTT
import StorageEngines
import Testing

@testable import Composition

@Suite struct BrokerGuardTests {
    @Test func noStrangerGetsInAtEitherListener() async throws {
        try await BrokerBench.with { bench in
            let local = try bench.probe(bench.local().brokers[0])
            let network = try bench.probe(bench.network)
            #expect(try await local.publish() == .denied)
            #expect(try await network.publish() == .refused)
            for probe in [local, network] {
                #expect(try await probe.publish(as: "bigskies-node", password: "guess") == .refused)
            }
            // The node's own account is known on its own machine only.
            #expect(try await local.publish(as: "bigskies-node", password: bench.address.password) == .accepted)
            #expect(try await network.publish(as: "bigskies-node", password: bench.address.password) == .refused)
        }
    }

    @Test(arguments: ["access", "network-access", "passwords", "network-passwords"])
    func aBrokerThatCannotReadAFileAgainIsKilledAndStartedAnew(file: String) async throws {
        try await BrokerBench.with { bench in
            let first = try #require(await bench.broker.pid)
            try FileManager.default.removeItem(atPath: bench.directory.broker + "/" + file)
            #expect(kill(first, SIGHUP) == 0)
            try await eventually("the discovery") {
                do {
                    try await bench.broker.inspect()
                    return false
                } catch {
                    return true
                }
            }
            try await eventually("a new broker") {
                guard let pid = await bench.broker.pid, pid != first else { return false }
                return await bench.broker.probe()
            }
            try await bench.broker.inspect()
        }
    }

    @Test(arguments: ["access", "network-access", "passwords", "network-passwords"])
    func aChangeAfterWhichTheBrokerLetsStrangersInEndsIt(file: String) async throws {
        let thief = FileThief()
        try await BrokerBench.with(time: thief.time) { bench in
            let first = try #require(await bench.broker.pid)
            let name = "dome-1"
            thief.steal("\(bench.directory.broker)/\(file)", with: name)
            let (mark, password) = try bench.directory.changeBrokerAccounts { try $0.add(name, isNode: true) }
            // Before the look that comes each minute without a change.
            try await withDeadline(.seconds(40), "a new broker") {
                while true {
                    if let pid = await bench.broker.pid, pid != first, await bench.broker.probe() { return }
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            #expect(thief.isDone)
            try await eventually("the complaint") {
                await bench.broker.complaint?.contains("the broker's listener") == true
            }
            #expect(try await bench.probe(bench.local().brokers[0]).publish() == .denied)
            #expect(try await bench.probe(bench.network).publish() == .refused)
            #expect(try await bench.probe(bench.network).publish(as: name, password: "guess") == .refused)
            #expect(try await bench.probe(bench.network).publish(as: name, password: password) == .accepted)
            #expect(try bench.directory.brokerHasTakenIn(mark))
        }
    }

    @Test func manyWhoLookAtOnceFindNothingWrong() async throws {
        try await BrokerBench.with { bench in
            let first = try #require(await bench.broker.pid)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { try await bench.broker.inspect() } }
                try await group.waitForAll()
            }
            #expect(await bench.broker.pid == first)
        }
    }

    @Test func aSharedReplyIsReadByEverybodyOnlyWhileItIsAllowed() async throws {
        try await BrokerBench.with { bench in
            let node = try await BrokerClient(bench.local(as: bench.address.username, bench.address.password))
            let listener = try await BrokerClient(bench.local())
            let reply = "sky/coordinator/security/response/auth/login/response"
            try await listener.client.subscribe(reply)
            try await listener.client.subscribe("sky/coordinator/health/+")
            try await node.client.publish(.init(topic: reply, qos: .atLeastOnce))
            #expect(try await listener.next().topic == reply)

            await bench.broker.use(try BrokerBench.access(sharesReplies: false))
            let list = bench.directory.broker + "/access"
            try await eventually("the new list") {
                try !String(contentsOfFile: list, encoding: .utf8).contains("response")
            }
            try await bench.broker.inspect()
            for topic in [reply, "sky/coordinator/health/telescope-coordinator"] {
                try await node.client.publish(.init(topic: topic, qos: .atLeastOnce))
            }
            #expect(try await listener.next().topic == "sky/coordinator/health/telescope-coordinator")
            await listener.end()
            await node.end()
        }
    }

    @Test func aCertificateIsExchangedWithoutDroppingConnections() async throws {
        try await BrokerBench.with { bench in
            let password = try await bench.account("weather")
            let before = try await BrokerClient(bench.remote(as: "weather", password))
            _ = try await bench.account("other")
            await bench.broker.use(try BrokerBench.certificate(in: bench.folder, "second"))
            let other = bench.remote(as: "dome", try await bench.account("dome"), trusting: "second")
            try await eventually("the new certificate") {
                do {
                    try await MosquittoClient.once(other, logger: BrokerBench.quiet) { _ in }
                    return true
                } catch is MQTTError {
                    return false
                }
            }
            await #expect(throws: MQTTError.self) {
                var late = other
                late.tls?.caFile = "\(bench.folder)/first.pem"
                try await MosquittoClient.once(late, logger: BrokerBench.quiet) { _ in }
            }
            try await before.client.publish(
                .init(topic: "sky/coordinator/security/auth/login", qos: .atLeastOnce))
            #expect(before.client.state.connections == 1)
            await before.end()
        }
    }

    @Test func anAccountsIdIsItsNameAndItHearsItsOwnInboxOnly() async throws {
        try await BrokerBench.with { bench in
            let alice = try await BrokerClient(bench.remote(as: "alice", try await bench.account("alice")))
            let node = try await BrokerClient(
                bench.remote(as: "dome", try await bench.account("dome", isNode: true)))
            for topic in ["sky/client/bob/inbox", "sky/client/alice/inbox/+", "sky/client/alice/inbox"] {
                try await alice.client.subscribe(topic)
            }
            for name in ["bob", "alice"] {
                try await node.client.publish(
                    .init(topic: "sky/client/\(name)/inbox", payload: Data(name.utf8), qos: .atLeastOnce))
            }
            #expect(try await alice.next().payload == Data("alice".utf8))
            await alice.end()

            // Whoever takes the account's name on the other listener has its place, and hears nothing of it.
            let mallory = try await BrokerClient(bench.local(id: "alice"))
            let meant = ["inbox", "inbox/1", "inbox-events/telescope/state/1"].map { "sky/client/alice/\($0)" }
            for topic in meant + ["sky/client/alice/#", "sky/client/+/inbox", "sky/client/alice/replies"] {
                try await mallory.client.subscribe(topic)
            }
            for topic in meant + ["sky/client/alice/replies"] {
                try await node.client.publish(.init(topic: topic, qos: .atLeastOnce))
            }
            #expect(try await mallory.next().topic == "sky/client/alice/replies")
            for client in [node, mallory] { await client.end() }
        }
    }

    @Test func theFilesOfTheBrokerAreForItsUserOnly() async throws {
        let user = try geteuid() == 0 ? #require(getpwnam("mosquitto")).pointee.pw_uid : geteuid()
        try await BrokerBench.with { bench in
            // Those of the start, and those of a change.
            for isChanged in [false, true] {
                if isChanged { _ = try await bench.account("weather") }
                let folder = bench.directory.broker
                let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(
                    Set(names) == [
                        "mosquitto.conf", "passwords", "access", "network-passwords", "network-access", "server.pem",
                    ])
                for (path, mode) in [(folder, 0o700)] + names.map({ ("\(folder)/\($0)", 0o600) }) {
                    let attributes = try FileManager.default.attributesOfItem(atPath: path)
                    #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
                    #expect(attributes[.ownerAccountID] as? Int == Int(user), "\(path)")
                }
            }
        }
    }

    @Test func whoUsesARemovedAccountIsDisconnected() async throws {
        try await BrokerBench.with { bench in
            let configuration = bench.remote(as: "weather", try await bench.account("weather"))
            let client = try await BrokerClient(configuration)
            try await bench.inForce(try bench.directory.changeBrokerAccounts { try $0.remove("weather") }.mark)
            try await eventually("the end of the connection") { !client.client.state.isConnected }
            await #expect(throws: MQTTError.self) {
                try await MosquittoClient.once(configuration, logger: BrokerBench.quiet) { _ in }
            }
            await client.end()
        }
    }

    @Test func accountsThatCannotBeReadLeaveThoseOfBeforeInForce() async throws {
        try await BrokerBench.with { bench in
            let configuration = bench.remote(as: "weather", try await bench.account("weather"))
            let file = bench.directory.secrets + "/broker-accounts"
            try Data("nonsense\n".utf8).write(to: URL(filePath: file))
            try await eventually("the complaint") { await bench.broker.complaint?.contains(file) == true }
            try await MosquittoClient.once(configuration, logger: BrokerBench.quiet) { _ in }
            try await bench.broker.inspect()
        }
    }
}
