import Access
import Contracts
import FoundationEssentials
import Kernel
import Support

extension Observatory {
    /// A telescope of a caller with devices of a server, connected.
    func telescope(
        of caller: Caller, at url: String, _ roles: [String], visibility: String = "public",
        settings: JSONValue = [:]
    ) async throws -> JSONValue {
        let made = try await ask(
            "config/create",
            [
                "name": .string("t-" + Identifier.hex(6)), "mount_type": "equatorial",
                "visibility": .string(visibility), "settings": settings,
            ], as: ConfigResponse.self, from: caller)
        for role in roles {
            _ = try await ask(
                "device/attach",
                [
                    "telescope_id": .string(made.id), "server_url": .string(url), "device_type": .string(role),
                    "device_number": 0,
                ], as: DeviceAttachResponse.self, from: caller)
        }
        return .string(made.id)
    }
}
