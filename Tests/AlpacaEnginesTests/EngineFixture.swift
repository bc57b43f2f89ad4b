import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support

/// One telescope of the simulators in an engine of its own.
struct EngineFixture: Sendable {
    let simulators: AlpacaSimulators
    let engine: AlpacaEngine
    let device: AttachedDevice

    var telescope: UUID { device.telescopeID }

    /// Quick enough for tests, everything else as in service.
    static let configuration = AlpacaConfiguration(
        pollTimeout: .seconds(2), requestTimeout: .seconds(10), stateInterval: .milliseconds(100),
        idleInterval: .milliseconds(200), motionInterval: .milliseconds(100), settleGrace: .seconds(1))

    /// Runs a test against a telescope that is attached and, unless told otherwise, connected and unparked.
    static func with(
        _ changes: JSONValue = ["slew_rate": 90], configuration: AlpacaConfiguration = Self.configuration,
        isReady: Bool = true, _ body: (EngineFixture) async throws -> Void
    ) async throws {
        let simulators = try await AlpacaSimulators.start(["telescope": changes])
        let engine = AlpacaEngine(configuration: configuration, logger: Logger(label: "test"))
        let result: Result<Void, any Error>
        do {
            let address = AlpacaAddress(server: try AlpacaServer(await simulators.url), type: .telescope, number: 0)
            let device = AttachedDevice(id: UUID(), telescopeID: UUID(), address: address)
            await engine.attach(device)
            let fixture = EngineFixture(simulators: simulators, engine: engine, device: device)
            if isReady {
                _ = try await engine.connect(device.id)
                try await fixture.unpark()
            }
            result = .success(try await body(fixture))
        } catch {
            result = .failure(error)
        }
        await simulators.resume()
        try await engine.shutdown()
        await simulators.stop()
        try result.get()
    }

    /// How long an event is waited for: twice the longest pause between two attempts to reconnect.
    static let patience: Duration = .seconds(60)

    /// Waits for an event.
    func event(_ isMeant: @escaping @Sendable (DeviceEvent) -> Bool) async throws -> DeviceEvent {
        let events = engine.events
        return try await withDeadline(Self.patience, "the event") {
            for await event in events where isMeant(event) { return event }
            throw ServiceError(.unavailable, "the events ended")
        }
    }

    /// Unparks the mount, and waits until it says so.
    func unpark() async throws {
        guard let motion = try await engine.begin(.unpark, with: device.id).motion else { return }
        _ = try await engine.settle(motion)
    }

    /// What the device says to somebody else.
    func said(_ member: String) async throws -> JSONValue {
        let client = AlpacaClient()
        let result: Result<JSONValue, any Error>
        do {
            result = .success(try await client.call(member, .get, on: device.address, within: .seconds(20)))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }

    /// A client of its own, somebody else at the same telescope.
    func withStranger(_ body: (AlpacaClient) async throws -> Void) async throws {
        let client = AlpacaClient()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try result.get()
    }
}
