import Access
import AstrometryEngines
import Contracts
import FoundationEssentials
import Kernel
import Messaging
import Simulator

/// The telescope of the simulated observatory, as the telescope coordinator knows it: defined, attached and connected.
struct SimulatedTelescope: Sendable {
    /// What the telescope is called.
    static let name = "Simulated Observatory"

    let id: UUID
    private let siteID: UUID?
    private let node: Node

    /// The telescope of a node; it is defined when there is none yet.
    ///
    /// - Parameter node: The node; its telescope coordinator answers already.
    /// - Returns: The telescope.
    /// - Throws: `not_found` without an account admin, else what a coordinator says.
    static func defined(on node: Node) async throws -> SimulatedTelescope {
        let owner = try await administrator(node)
        let config: TelescopeConfig
        if let known = try await known(to: node, owner: owner) {
            config = known
        } else {
            let request: JSONValue = [
                "name": .string(name), "mount_type": "german_equatorial", "owner_id": .string(owner),
                "description": "Ten simulated devices for trying things out",
            ]
            config = try await node.ask("telescope/config/create", request, as: ConfigResponse.self).config
        }
        guard let id = UUID(uuidString: config.id) else {
            throw ServiceError(.internal, "the telescope \(config.id) has no id")
        }
        return SimulatedTelescope(id: id, siteID: config.siteID.flatMap { UUID(uuidString: $0) }, node: node)
    }

    /// Where it stands.
    func place() async throws -> ObservingPlace {
        guard let siteID else { return .simulated }
        let request: JSONValue = ["id": .string(siteID.text)]
        let site = try await node.ask("telescope/site/get", request, as: SiteResponse.self).site
        return ObservingPlace(latitude: site.latitude, longitude: site.longitude, elevation: site.elevation)
    }

    /// The port where its simulator listened the last time.
    func lastPort() async throws -> Int? {
        try await devices().compactMap { Self.port(of: $0.serverURL) }.first
    }

    /// Attaches what is not attached, moves what was attached elsewhere, and connects everything.
    ///
    /// - Parameter port: Where the simulator listens on this machine.
    /// - Throws: What the telescope coordinator says.
    func attach(at port: Int) async throws {
        let address = "http://127.0.0.1:\(port)"
        let attached = try await devices()
        // Others may have been added by hand: those on another machine stay.
        for device in attached where device.serverURL != address && Self.port(of: device.serverURL) != nil {
            let request: JSONValue = ["device_id": .string(device.deviceID)]
            _ = try await node.ask("telescope/device/detach", request, as: DeviceDetachResponse.self)
        }
        let there = Set(attached.filter { $0.serverURL == address }.map(\.deviceType))
        for role in DeviceRole.allCases where !there.contains(role.rawValue) {
            let request: JSONValue = [
                "telescope_id": .string(id.text), "server_url": .string(address),
                "device_type": .string(role.rawValue), "device_number": 0, "connect": false,
            ]
            _ = try await node.ask("telescope/device/attach", request, as: DeviceAttachResponse.self)
        }
        let request: JSONValue = ["telescope_id": .string(id.text)]
        _ = try await node.ask("telescope/device/connect", request, as: DevicesResponse.self)
    }

    /// Disconnects everything and leaves it so.
    func disconnect() async throws {
        let request: JSONValue = ["telescope_id": .string(id.text)]
        _ = try await node.ask("telescope/device/disconnect", request, as: DevicesResponse.self)
    }

    private func devices() async throws -> [DeviceInfo] {
        let request: JSONValue = ["telescope_id": .string(id.text)]
        return try await node.ask("telescope/device/list", request, as: DevicesResponse.self).devices
    }

    // The port of a server on this machine's loopback address; nil for any other.
    private static func port(of address: String) -> Int? {
        let start = "http://127.0.0.1:"
        return address.hasPrefix(start) ? Int(address.dropFirst(start.count)) : nil
    }

    private static func known(to node: Node, owner: String) async throws -> TelescopeConfig? {
        var cursor: PageCursor?
        repeat {
            let request = ConfigListRequest(cursor: cursor)
            let page = try await node.ask("telescope/config/list", request, as: ConfigListResponse.self)
            if let config = page.configs.first(where: { $0.name == name && $0.ownerID == owner }) { return config }
            cursor = page.nextCursor
        } while cursor != nil
        return nil
    }

    private static func administrator(_ node: Node) async throws -> String {
        var request = ListUsersRequest()
        repeat {
            let page = try await node.ask("security/user/list", request, as: ListUsersReply.self)
            if let admin = page.users.first(where: { $0.username == "admin" }) { return admin.id }
            request.cursor = page.nextCursor
        } while request.cursor != nil
        throw ServiceError(
            .notFound, "the simulated telescope belongs to the account admin, and there is none; leave --simulate out")
    }
}

extension Node {
    /// Asks a coordinator in the name of this node.
    ///
    /// - Parameters:
    ///   - suffix: The route.
    ///   - request: The request.
    ///   - type: The type of the response.
    /// - Returns: The response.
    /// - Throws: What the coordinator says.
    func ask<Request: Encodable & Sendable, Response: Decodable & Sendable>(
        _ suffix: String, _ request: Request, as type: Response.Type
    ) async throws -> Response {
        let name = configuration.node.text
        return try await bus.ask(
            suffix, request, as: type, from: Caller(principal: .node(name), name: name, door: .process))
    }
}
