import Alpaca
import Kernel
import NIOHTTP1

extension ProtocolChecks {
    /// Checks paths and methods that nobody should use.
    func pathViolations(_ device: Device) async throws -> [String] {
        let type = device.type.rawValue
        var found: [String] = []
        for path in [
            "/apx/v1/\(type)/\(device.number)/name", "/API/v1/\(type)/\(device.number)/name",
            "/api/v2/\(type)/\(device.number)/name", "/api/V1/\(type)/\(device.number)/name",
            "/api/v1/no\(type)/\(device.number)/name", "/api/v1/\(type.uppercased())/\(device.number)/name",
            "/api/v1/\(device.type.displayName)/\(device.number)/name", "/api/v1/\(type)/999/name",
            "/api/v1/\(type)/-1/name", "/api/v1/\(type)/A/name", "/api/v1/\(type)/4294967296/name",
            "/api/v1/\(type)//name", "\(device.path)/nosuchmember", "\(device.path)/Name", "\(device.path)/",
            device.path, "\(device.path)/name/name",
        ] {
            found += try await client.get(path).refusalViolations
            found += try await client.put(path, [("Connected", "true")]).refusalViolations
        }
        for method in [HTTPMethod.POST, .DELETE, .PATCH, .OPTIONS] {
            for member in ["name", "connected"] {
                found += try await client.send(method, "\(device.path)/\(member)", body: "Connected=true")
                    .refusalViolations
            }
        }
        found += try await client.get("\(device.path)/action").refusalViolations
        found += try await client.put("\(device.path)/name").refusalViolations
        return found
    }

    /// Checks what a server says about itself, and its pages.
    func managementViolations() async throws -> [String] {
        var found: [String] = []
        for (path, fields) in [
            ("apiversions", []), ("v1/description", ["ServerName", "Manufacturer", "ManufacturerVersion", "Location"]),
            ("v1/configureddevices", ["DeviceName", "DeviceType", "DeviceNumber", "UniqueID"]),
        ] {
            let reply = try await client.get(
                "/management/\(path)", [("ClientID", "1"), ("clienttransactionid", "12345")])
            guard reply.status == 200, let value = reply.json?["Value"], reply.errorNumber ?? 0 == 0 else {
                found.append("\(reply.request): answered \(reply.status)")
                continue
            }
            if reply.json?["ClientTransactionID"]?.whole != 12345 {
                found.append("\(reply.request): not its transaction")
            }
            if path == "apiversions", value != [1] { found.append("\(reply.request): not version 1") }
            for entry in value.elements ?? [value] {
                for field in fields where entry[field] == nil { found.append("\(reply.request): no \(field)") }
            }
        }
        found += try await client.get("/management/v1/nothing").refusalViolations
        found += try await client.get("/management/apiversions", [("ClientID", "-1")]).refusalViolations
        for path in ["/setup"] + devices.map({ "/setup/v1/\($0.type.rawValue)/\($0.number)/setup" }) {
            let page = try await client.get(path)
            if page.status != 200 || !page.contentType.hasPrefix("text/html") {
                found.append("\(page.request): answered \(page.status) with \(page.contentType) instead of a page")
            }
        }
        return found
    }
}
