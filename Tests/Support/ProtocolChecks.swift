public import Alpaca
import AsyncHTTPClient
import FoundationEssentials
import Kernel

/// The protocol checks of ASCOM's ConformU, generated from the member table, for any Alpaca server.
///
/// They look at the protocol only: what a device says is its business, how it says it is not. Members that move
/// something are called with values that are harmless for simulated devices; never run this against real ones.
public struct ProtocolChecks: Sendable {
    /// A device to check.
    public struct Device: Sendable, Hashable {
        /// Its type.
        public let type: AlpacaDeviceType
        /// Its number.
        public let number: UInt32
        /// The version of its interface.
        public let interfaceVersion: Int

        /// Names a device.
        public init(_ type: AlpacaDeviceType, _ number: UInt32 = 0, interfaceVersion: Int) {
            self.type = type
            self.number = number
            self.interfaceVersion = interfaceVersion
        }

        var path: String { "/api/v1/\(type.rawValue)/\(number)" }
    }

    let client: ProtocolClient
    let devices: [Device]
    let leftOut: Set<String>

    /// Prepares checks.
    ///
    /// - Parameters:
    ///   - url: The server's address, such as `http://127.0.0.1:11111`.
    ///   - devices: What it serves.
    ///   - leftOut: Members that are not called with good parameters, because they take long.
    public init(url: String, devices: [Device], leavingOut leftOut: Set<String> = []) {
        client = ProtocolClient(url: url)
        self.devices = devices
        self.leftOut = leftOut
    }

    /// Asks a server what it serves.
    ///
    /// - Parameter url: The server's address.
    /// - Returns: Its devices with their interface versions.
    /// - Throws: When it does not answer.
    public static func devices(at url: String) async throws -> [Device] {
        let client = ProtocolClient(url: url)
        let list = AlpacaConfiguredDevice.list(
            try await client.get("/management/v1/configureddevices").json?["Value"] ?? .null)
        var devices: [Device] = []
        for device in list {
            let path = "/api/v1/\(device.type.rawValue)/\(device.number)/interfaceversion"
            let version = try await client.get(path).json?["Value"]?.whole ?? 0
            devices.append(Device(device.type, device.number, interfaceVersion: Int(version)))
        }
        return devices
    }

    /// Checks the server and every member of every device.
    ///
    /// - Returns: What is wrong, each in one line; nothing for a server that keeps the protocol.
    /// - Throws: When the server does not answer at all.
    public func violations() async throws -> [String] {
        var found = try await managementViolations()
        for device in devices {
            found += try await pathViolations(device)
            for member in AlpacaMember.all(of: device.type) {
                guard member.exists(on: device.type, version: device.interfaceVersion) else {
                    found += try await absenceViolations(member, device)
                    continue
                }
                switch member.verb {
                case .get: found += try await readViolations(member, device)
                case .put: found += try await writeViolations(member, device)
                }
            }
        }
        return found
    }
}
