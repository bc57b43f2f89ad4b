import Alpaca
import AlpacaEngines
import FoundationEssentials
import Kernel
import Logging
import Support

/// Devices of the workshop in an engine of its own, as one telescope.
struct WorkshopFixture: Sendable {
    let server: WorkshopServer
    let engine: AlpacaEngine
    let way: String
    let telescope: UUID
    let devices: [AlpacaDeviceType: AttachedDevice]

    /// Runs a test with devices that are attached and connected.
    static func with(
        _ way: String, _ types: AlpacaDeviceType...,
        configuration: AlpacaConfiguration = EngineFixture.configuration,
        _ body: (WorkshopFixture) async throws -> Void
    ) async throws {
        let server = try await WorkshopServer.start()
        let engine = AlpacaEngine(configuration: configuration, logger: Logger(label: "test"))
        let result: Result<Void, any Error>
        do {
            let telescope = UUID()
            var devices: [AlpacaDeviceType: AttachedDevice] = [:]
            for type in types {
                let address = AlpacaAddress(server: try AlpacaServer(await server.url(way)), type: type, number: 0)
                let device = AttachedDevice(id: UUID(), telescopeID: telescope, address: address)
                await engine.attach(device)
                _ = try await engine.connect(device.id)
                devices[type] = device
            }
            result = .success(
                try await body(
                    WorkshopFixture(
                        server: server, engine: engine, way: way, telescope: telescope, devices: devices)))
        } catch {
            result = .failure(error)
        }
        await server.resume()
        try await engine.shutdown()
        await server.stop()
        try result.get()
    }

    /// The id of the device of a type.
    func id(_ type: AlpacaDeviceType) throws -> UUID {
        guard let device = devices[type] else { throw ServiceError(.notFound, "no \(type.rawValue)") }
        return device.id
    }

    /// Begins a motion of the device of a type.
    @discardableResult
    func begin(_ goal: MotionGoal, _ type: AlpacaDeviceType, replace: Bool = false) async throws -> Motion? {
        try await engine.begin(goal, with: try id(type), replace: replace).motion
    }

    /// Begins a motion and waits for its end.
    func finish(_ goal: MotionGoal, _ type: AlpacaDeviceType) async throws -> Motion {
        guard let motion = try await begin(goal, type) else { throw ServiceError(.internal, "nothing to do") }
        return try await engine.settle(motion)
    }

    /// How often a member was called with `PUT`.
    func count(_ member: String) async throws -> JSONValue {
        try await ask("count", member)
    }

    /// The body of the last call of a member with `PUT`.
    func last(_ member: String) async throws -> String {
        try await ask("last", member).text ?? ""
    }

    private func ask(_ what: String, _ member: String) async throws -> JSONValue {
        let client = AlpacaClient()
        let result: Result<JSONValue, any Error>
        do {
            let counter = try AlpacaServer(await server.url("\(what)/\(way)"))
            result = .success(try await client.management(member, of: counter, within: .seconds(2)))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }
}
