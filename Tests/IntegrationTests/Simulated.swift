import Alpaca
import AsyncHTTPClient
import FoundationEssentials
import Kernel
import NIOCore
import NIOHTTP1
import Support

/// Runs a test with a simulated observatory of its own, twenty times quicker than life, and ends it.
func withSimulator(
    _ options: String = "--speed 20", _ body: (SimulatorProcess) async throws -> Void
) async throws {
    let simulator = try await SimulatorProcess.started(options)
    do {
        try await body(simulator)
    } catch {
        await simulator.stop()
        throw error
    }
    await simulator.stop()
}

extension SimulatorProcess {
    /// Switches faults of a device on or off.
    ///
    /// - Throws: `ServiceError` when the simulator does not take them.
    nonisolated func set(_ faults: [String: JSONValue], of type: AlpacaDeviceType) async throws {
        var request = HTTPClientRequest(url: "\(url)/api/v1/\(type.rawValue)/0/action")
        request.method = .PUT
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        let form = AlpacaForm.encode([
            ("Action", "simulator:fault"), ("Parameters", try WireJSON.text(JSONValue.object(faults))),
        ])
        request.body = .bytes(ByteBuffer(string: form))
        let answer = try await Web.body(of: request)
        guard try WireJSON.decode(JSONValue.self, from: answer)["ErrorNumber"] == 0 else {
            throw ServiceError(.internal, "the simulator said \(String(decoding: answer, as: UTF8.self))")
        }
    }

    /// What a device says to somebody else.
    nonisolated func value(_ member: String, of type: AlpacaDeviceType) async throws -> JSONValue {
        let answer = try await Web.body(of: HTTPClientRequest(url: "\(url)/api/v1/\(type.rawValue)/0/\(member)"))
        return try WireJSON.decode(JSONValue.self, from: answer)["Value"] ?? .null
    }
}

/// What is fetched by HTTP.
enum Web {
    /// The body of a good answer.
    ///
    /// - Throws: `ServiceError` for any other status.
    static func body(of request: HTTPClientRequest) async throws -> Data {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 1 << 28)
        guard response.status == .ok else {
            throw ServiceError(.unavailable, "\(request.url) answered \(response.status.code)")
        }
        return Data(bytes.readableBytesView)
    }
}

extension MQTTCaller {
    /// Makes a telescope on La Palma, where the simulated observatory stands.
    ///
    /// - Parameters:
    ///   - lowest: What hides the sky all around, in degrees.
    ///   - changes: Other fields of the telescope.
    /// - Returns: Its id.
    /// - Throws: `ServiceError` when it cannot be made.
    func makeSimulatedTelescope(lowest: Int64 = 0, _ changes: [String: JSONValue] = [:]) async throws -> String {
        let site = try await call(
            "telescope/site/create",
            [
                "name": .string("La Palma " + Identifier.hex(8)), "latitude": 28.7606, "longitude": -17.8816,
                "elevation": 2326, "timezone": "Atlantic/Canary",
                "horizon": [
                    ["azimuth": 0, "altitude": .integer(lowest)], ["azimuth": 180, "altitude": .integer(lowest)],
                ],
            ])
        return try await makeTelescope(["site_id": .string(site.text("id"))].merging(changes) { $1 })
    }

    /// Attaches the first device of a type to a telescope and connects it.
    ///
    /// - Returns: The device's id.
    @discardableResult
    func attach(_ type: AlpacaDeviceType, of url: String, to telescope: String) async throws -> String {
        try await call(
            "telescope/device/attach",
            [
                "telescope_id": .string(telescope), "role": .string(type.rawValue), "server_url": .string(url),
                "device_type": .string(type.rawValue), "device_number": 0,
            ], within: .seconds(60)
        ).text("device_id")
    }

    /// Commands a telescope.
    func command(
        _ suffix: String, _ telescope: String, _ more: [String: JSONValue] = [:], within limit: Duration = .seconds(60)
    ) async throws -> Answer {
        try await call(
            "telescope/" + suffix, .object(more.merging(["telescope_id": .string(telescope)]) { $1 }), within: limit)
    }

    /// A right ascension of date that stands half an hour east of the meridian of a telescope.
    func rightAscensionOverhead(_ telescope: String) async throws -> Double {
        let status = try await command("status/get", telescope).value()["status"]
        guard let time = status?["sidereal_time"]?.double else {
            throw ServiceError(.internal, "no sidereal time in \(String(describing: status))")
        }
        return (time + 0.5).truncatingRemainder(dividingBy: 24)
    }
}
