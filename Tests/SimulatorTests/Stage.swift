import Alpaca
import AlpacaServer
import AstrometryEngines
import Kernel
import Support
import Testing

@testable import Simulator

/// A simulated observatory whose clock a test moves.
struct Stage {
    let time = ManualTime()
    let observatory: SimulatedObservatory

    init(seed: UInt64 = 1, speed: Double = 1) {
        observatory = SimulatedObservatory(
            SimulatorConfiguration(seed: seed, speed: speed, identity: "test"), time: time.source)
    }

    /// An observatory with every device connected.
    static func connected(seed: UInt64 = 1) async throws -> Stage {
        let stage = Stage(seed: seed)
        for type in AlpacaDeviceType.allCases { try await stage.put(type, "connected", ["Connected": true]) }
        return stage
    }

    func perform(
        _ type: AlpacaDeviceType, _ verb: AlpacaMember.Verb, _ name: String,
        _ arguments: [String: AlpacaArgument] = [:], client: UInt32 = 1
    ) async throws -> AlpacaOutput {
        let member = try #require(AlpacaMember.named(name, verb, of: type))
        let device = try #require(observatory.device(type))
        return try await device.perform(AlpacaCall(member: member, arguments: arguments, clientID: client))
    }

    @discardableResult
    func get(
        _ type: AlpacaDeviceType, _ name: String, _ arguments: [String: AlpacaArgument] = [:], client: UInt32 = 1
    ) async throws -> JSONValue {
        let output = try await perform(type, .get, name, arguments, client: client)
        guard case .value(let value) = output else {
            throw ServiceError(.internal, "\(name) has no value")
        }
        return value
    }

    func number(_ type: AlpacaDeviceType, _ name: String, _ arguments: [String: AlpacaArgument] = [:]) async throws
        -> Double
    {
        try #require(try await get(type, name, arguments).double)
    }

    @discardableResult
    func put(
        _ type: AlpacaDeviceType, _ name: String, _ arguments: [String: AlpacaArgument] = [:], client: UInt32 = 1
    ) async throws -> AlpacaOutput {
        try await perform(type, .put, name, arguments, client: client)
    }

    /// The number of the error that a call ends with.
    func failure(
        _ type: AlpacaDeviceType, _ verb: AlpacaMember.Verb, _ name: String,
        _ arguments: [String: AlpacaArgument] = [:]
    ) async throws -> AlpacaErrorNumber? {
        do {
            _ = try await perform(type, verb, name, arguments)
            return nil
        } catch let fault as AlpacaFault {
            return fault.number
        }
    }

    func pass(_ seconds: Double) { time.advance(by: .seconds(seconds)) }

    /// Unparks and tracks, and points near the meridian, high up.
    func pointHigh() async throws {
        try await put(.telescope, "unpark")
        try await put(.telescope, "tracking", ["Tracking": true])
        let siderealTime = try await number(.telescope, "siderealtime")
        try await slew(to: Angle.hours(siderealTime - 1), 30)
    }

    func slew(to rightAscension: Double, _ declination: Double) async throws {
        try await put(
            .telescope, "slewtocoordinatesasync",
            ["RightAscension": .double(rightAscension), "Declination": .double(declination)])
        pass(120)
    }

    /// Opens everything towards the stars.
    func open() async throws {
        try await pointHigh()
        try await put(.coverCalibrator, "opencover")
        try await put(.dome, "openshutter")
        try await put(.dome, "slewtoazimuth", ["Azimuth": .double(try await number(.telescope, "azimuth"))])
        pass(120)
    }

    func image(_ member: String) async throws -> AlpacaImage {
        let output = try await perform(.camera, .get, member)
        guard case .image(let image) = output else { throw ServiceError(.internal, "no picture") }
        return image
    }

    /// A picture of a part of the sensor.
    func picture(_ seconds: Double = 5, isLight: Bool = true, side: Int = 200) async throws -> [UInt16] {
        for (name, argument) in [("numx", "NumX"), ("numy", "NumY")] {
            try await put(.camera, name, [argument: .integer(side)])
        }
        try await put(.camera, "startexposure", ["Duration": .double(seconds), "Light": .bool(isLight)])
        pass(seconds + 2)
        let image = try await image("imagearray")
        guard case .uint16(let values) = image.samples else { throw ServiceError(.internal, "another type") }
        return values
    }
}

extension AlpacaArgument: ExpressibleByFloatLiteral {
    init(floatLiteral value: Double) { self = .double(value) }
}
