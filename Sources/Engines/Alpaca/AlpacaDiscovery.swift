import Alpaca
public import Kernel

/// Finds devices: servers that answer a search of the networks, and those named in the configuration.
///
/// A server tells its devices through the management API. A configured server without one is asked for the name of the
/// first devices of each type; a device counts when it answers without an error.
public struct AlpacaDiscovery: Sendable {
    private static let sideBySide = 8
    private static let mostDevices = 256
    private static let mostProbed: UInt32 = 8

    private let client: AlpacaClient
    private let configuration: AlpacaConfiguration
    private let time: TimeSource

    /// Prepares a search with the port, timeout and servers of a configuration.
    public init(client: AlpacaClient, configuration: AlpacaConfiguration, time: TimeSource = .system) {
        self.client = client
        self.configuration = configuration
        self.time = time
    }

    /// Searches once.
    ///
    /// - Returns: The devices, each once even if its server answers at several addresses.
    /// - Throws: `ServiceError` `invalid_request` for a configured server that is no address, `unavailable` when the
    ///   network cannot be asked, `cancelled`.
    public func run() async throws(ServiceError) -> [DiscoveredDevice] {
        var isStatic: [AlpacaServer: Bool] = [:]
        var servers: [AlpacaServer] = []
        for text in configuration.staticServers {
            let server = try AlpacaServer(text)
            if isStatic.updateValue(true, forKey: server) == nil { servers.append(server) }
        }
        for server in try await replying() {
            guard isStatic[server] == nil else { continue }
            isStatic[server] = false
            servers.append(server)
        }
        return distinct(await devices(of: servers, isStatic: isStatic))
    }

    private func replying() async throws(ServiceError) -> [AlpacaServer] {
        do {
            return try await DiscoveryQuery(
                port: configuration.discoveryPort, timeout: configuration.discoveryTimeout,
                networks: configuration.networks, time: time
            ).servers()
        } catch is CancellationError {
            throw ServiceError(.cancelled, "the search was cancelled")
        } catch {
            throw ServiceError(.unavailable, "the network cannot be searched", cause: error)
        }
    }

    private func devices(of servers: [AlpacaServer], isStatic: [AlpacaServer: Bool]) async -> [DiscoveredDevice] {
        await withTaskGroup(of: (Int, [DiscoveredDevice]).self) { group in
            var waiting = Array(servers.enumerated())[...]
            func addNext() {
                guard let (index, server) = waiting.popFirst() else { return }
                group.addTask { (index, await devices(of: server, isStatic: isStatic[server] ?? false)) }
            }
            for _ in 0..<Self.sideBySide { addNext() }
            var lists: [Int: [DiscoveredDevice]] = [:]
            for await (index, list) in group {
                lists[index] = list
                addNext()
            }
            return servers.indices.flatMap { lists[$0] ?? [] }
        }
    }

    private func devices(of server: AlpacaServer, isStatic: Bool) async -> [DiscoveredDevice] {
        let limit = configuration.pollTimeout
        let list: JSONValue
        do {
            list = try await client.management("v1/configureddevices", of: server, within: limit)
        } catch {
            // Whoever does not answer at all has no devices to probe for.
            guard isStatic, !error.isSilence else { return [] }
            return await probe(server)
        }
        let description: AlpacaServerDescription?
        do {
            description = AlpacaServerDescription(
                value: try await client.management("v1/description", of: server, within: limit))
        } catch {
            // The name is an ornament.
            description = nil
        }
        let name = description.flatMap { $0.serverName.isEmpty ? nil : $0.serverName }
        return AlpacaConfiguredDevice.list(list).prefix(Self.mostDevices).map {
            DiscoveredDevice(
                address: AlpacaAddress(server: server, type: $0.type, number: $0.number), name: $0.name,
                uniqueID: $0.uniqueID, serverName: name)
        }
    }

    private func probe(_ server: AlpacaServer) async -> [DiscoveredDevice] {
        await withTaskGroup(of: (Int, [DiscoveredDevice]).self) { group in
            for (index, type) in AlpacaDeviceType.allCases.enumerated() {
                group.addTask { (index, await probe(type, of: server)) }
            }
            var lists: [Int: [DiscoveredDevice]] = [:]
            for await (index, list) in group { lists[index] = list }
            return AlpacaDeviceType.allCases.indices.flatMap { lists[$0] ?? [] }
        }
    }

    private func probe(_ type: AlpacaDeviceType, of server: AlpacaServer) async -> [DiscoveredDevice] {
        var devices: [DiscoveredDevice] = []
        // Numbers are given without gaps from 0 (ASCOM Alpaca, device numbers): the first that fails is the end.
        for number in 0..<Self.mostProbed {
            let address = AlpacaAddress(server: server, type: type, number: number)
            do {
                let name = try await client.text("name", of: address, within: configuration.pollTimeout)
                devices.append(DiscoveredDevice(address: address, name: name, uniqueID: nil, serverName: nil))
            } catch {
                break
            }
        }
        return devices
    }

    private func distinct(_ devices: [DiscoveredDevice]) -> [DiscoveredDevice] {
        var seen: Set<String> = []
        return devices.filter { device in
            seen.insert(device.uniqueID.map { "id \($0)" } ?? "at \(device.address)").inserted
        }
    }
}

extension AlpacaError {
    /// Whether there was no answer of any kind.
    var isSilence: Bool {
        switch self {
        case .unreachable, .timeout, .cancelled: true
        default: false
        }
    }
}
