import FoundationEssentials
import Glibc
import Kernel
import Testing

@testable import StorageEngines

@Suite struct ManagedBrokerTests {
    @Test func theUsualPortIsTakenWhenItIsFree() async throws {
        let usual = try freePort()
        try await withNode { directory in
            try await withBroker(directory, usualPort: usual) { broker, address in
                #expect(address.port == usual)
                await #expect(broker.probe())
            }
        }
    }

    @Test func aBrokerThatSaysMuchBeforeItAnswersIsHeardAllTheSame() async throws {
        try await withNode { directory in
            var access = BrokerAccess.ofTests
            // It warns of each rule that is everybody's.
            access.commandPatterns += (0..<200).map { "sky/coordinator/family\($0)/#" }
            try await withBroker(directory, access: access) { broker, _ in await #expect(broker.probe()) }
        }
    }

    @Test func anOccupiedPortMakesItChooseAnother() async throws {
        let usual = try freePort()
        let occupied = OccupiedPort(usual)
        try await withNode { directory in
            try await withBroker(directory, usualPort: usual) { _, address in
                #expect(address.port != usual)
                try await #expect(publish("sky/coordinator/security/auth/login", address).isAllowed)
            }
        }
        _ = consume occupied
    }

    @Test func theChosenPortIsKeptForTheNextStart() async throws {
        let usual = try freePort()
        let occupied = OccupiedPort(usual)
        try await withNode { directory in
            var first: Int?
            try await withBroker(directory, usualPort: usual) { _, address in first = address.port }
            try await withBroker(directory, usualPort: usual) { _, address in #expect(address.port == first) }
        }
        _ = consume occupied
    }

    @Test func aConfiguredPortThatIsTakenIsAnError() async throws {
        let port = try freePort()
        let occupied = OccupiedPort(port)
        try await withNode { directory in
            let broker = ManagedBroker(.ofTests(directory, port: .fixed(port)), access: .ofTests, logger: quiet)
            let error = await #expect(throws: ServiceError.self) { try await broker.start() }
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains("port \(port)") == true)
        }
        _ = consume occupied
    }

    @Test func theNodesAccountNeedsItsPassword() async throws {
        try await withNode { directory in
            try await withBroker(directory) { _, address in
                let topic = "sky/coordinator/health/telescope-coordinator"
                try await #expect(publish(topic, address, as: address.password).isAllowed)
                let refused = try await publish(topic, address, as: "guess")
                #expect(!refused.isAllowed)
                #expect(refused.error.contains("Not authorized"))
            }
        }
    }

    @Test func theBrokerOfAKilledPredecessorIsStoppedFirst() async throws {
        try await withNode { directory in
            let port = try freePort()
            let predecessor = ManagedBroker(.ofTests(directory, port: .fixed(port)), access: .ofTests, logger: quiet)
            _ = try await predecessor.start()
            let old = try #require(await predecessor.pid)
            try await withBroker(directory, port: .fixed(port)) { broker, _ in
                #expect(ProcessRecord(pid: old) == nil)
                await #expect(broker.pid != old)
            }
            await predecessor.stop()
        }
    }

    @Test func aBrokerThatDiesByItselfIsStartedAgainOnItsPort() async throws {
        try await withNode { directory in
            try await withBroker(directory, usualPort: try freePort()) { broker, address in
                async let kept: Void = broker.run()
                let first = try #require(await broker.pid)
                #expect(kill(first, SIGKILL) == 0)
                try await eventually("a new broker") {
                    guard let pid = await broker.pid, pid != first else { return false }
                    return await broker.probe()
                }
                try await #expect(publish("sky/coordinator/security/auth/login", address).isAllowed)
                await broker.stop()
                try await kept
            }
        }
    }

    @Test func aBrokerThatIsFoundOpenAfterAChangeIsKilledAndStartedAnew() async throws {
        let inspector = SecondLook { throw ServiceError(.forbidden, "a stranger got in") }
        try await withNode { directory in
            try await withBroker(directory, usualPort: try freePort(), inspector: inspector) { broker, _ in
                async let kept: Void = broker.run()
                let first = try #require(await broker.pid)
                var access = BrokerAccess.ofTests
                access.commandPatterns.append("sky/coordinator/service/event/#")
                await broker.use(access)
                // Before the look that comes each minute without a change.
                try await withDeadline(.seconds(40), "a new broker") {
                    while true {
                        if let pid = await broker.pid, pid != first, await broker.probe() { return }
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
                try await eventually("the complaint") {
                    await broker.complaint?.contains("a stranger got in") == true
                }
                await broker.stop()
                try await kept
            }
        }
    }

    @Test func anAccountThatIsRemovedWhileTheBrokerStartsIsInForceOnlyWhenTheBrokerKnowsIt() async throws {
        let (released, release) = AsyncStream<Never>.makeStream()
        let inspector = SecondLook { for await _ in released {} }
        try await withNode { directory in
            let password = try directory.changeBrokerAccounts { try $0.add("weather", isNode: false) }.value
            try await withBroker(directory, usualPort: try freePort(), inspector: inspector) { broker, address in
                let topic = "sky/coordinator/security/auth/login"
                try await #expect(publish(topic, address, by: "weather", as: password).isAllowed)
                async let kept: Void = broker.run()
                let first = try #require(await broker.pid)
                #expect(kill(first, SIGKILL) == 0)
                // The new one has read its files, and is held up before it counts as started.
                try await eventually("the second look") { inspector.count == 2 }
                let mark = try directory.changeBrokerAccounts { try $0.remove("weather") }.mark
                try await eventually("the new file") {
                    try PrivateFile.read(directory.broker + "/passwords")?.contains("weather") == false
                }
                release.finish()
                try await eventually("the accounts") { try directory.brokerHasTakenIn(mark) }
                try await #expect(!publish(topic, address, by: "weather", as: password).isAllowed)
                await broker.stop()
                try await kept
            }
        }
    }

    @Test func aStopRightAfterTheStartLeavesNothing() async throws {
        try await withNode { directory in
            for _ in 0..<10 {
                var pid: Int32 = 0
                try await withBroker(directory) { broker, _ in pid = try #require(await broker.pid) }
                #expect(ProcessRecord(pid: pid) == nil)
            }
        }
    }

    @Test func aMissingBrokerNamesThePackage() async throws {
        try await withNode { directory in
            var setup = ManagedBroker.Setup.ofTests(directory, port: .automatic)
            setup.search = ["/nonexistent"]
            let broker = ManagedBroker(setup, access: .ofTests, logger: quiet)
            let error = await #expect(throws: ServiceError.self) { try await broker.start() }
            #expect(error?.message.contains("apt-get install mosquitto") == true)
        }
    }
}

/// The end of an attempt to publish.
struct Publication {
    let error: String

    var isAllowed: Bool { error.isEmpty }
}

/// Publishes with the distribution's own client; without a password as nobody.
func publish(
    _ topic: String, _ address: BrokerAddress, by username: String? = nil, as password: String? = nil,
    id: String? = nil, text: String = "{}", retained: Bool = false
) async throws -> Publication {
    var arguments = ["-V", "5", "-q", "1", "-h", address.host, "-p", "\(address.port)", "-t", topic, "-m", text]
    if let password { arguments += ["-u", username ?? address.username, "-P", password] }
    if let id { arguments += ["-i", id] }
    if retained { arguments.append("-r") }
    return Publication(error: try await run("mosquitto_pub", arguments).error)
}
