import Alpaca
import Kernel

/// Connects and disconnects one device and asks what it can do.
struct DeviceConnector: Sendable {
    let client: AlpacaClient
    let address: AlpacaAddress
    let configuration: AlpacaConfiguration
    let time: TimeSource

    /// Connects the device, looks that it is connected, and asks what it is.
    func connect() async throws(AlpacaError) -> DeviceFacts {
        let version = try await interfaceVersion()
        let isConnectedAlready = try await client.bool("connected", of: address, within: configuration.pollTimeout)
        if !isConnectedAlready {
            try await switchConnection(on: true, version: version)
            guard try await client.bool("connected", of: address, within: configuration.pollTimeout) else {
                throw .device(.notConnected, "it accepted the connection and is still not connected")
            }
        }
        // Many small reads: together they may take no longer than a command.
        let deadline = time.now() + configuration.requestTimeout
        let name = try await optional { () async throws(AlpacaError) in
            try await client.text("name", of: address, within: configuration.pollTimeout)
        }
        var facts = DeviceFacts(
            name: name.flatMap { $0.isEmpty ? nil : String($0.prefix(255)) }, interfaceVersion: version,
            capabilities: try await capabilities(before: deadline), equatorialSystem: try await equatorialSystem(),
            camera: try await camera(), switchCount: try await switchCount())
        try await addDetails(to: &facts)
        return facts
    }

    /// Disconnects the device.
    func disconnect(version: Int) async throws(AlpacaError) {
        try await switchConnection(on: false, version: version)
    }

    private func interfaceVersion() async throws(AlpacaError) -> Int {
        let version = try await optional { () async throws(AlpacaError) in
            try await client.integer("interfaceversion", of: address, within: configuration.pollTimeout)
        }
        guard let version, (1...100).contains(version) else { return 1 }
        return Int(version)
    }

    private func switchConnection(on: Bool, version: Int) async throws(AlpacaError) {
        if version >= address.type.platform7Version {
            do {
                try await client.call(
                    on ? "connect" : "disconnect", .put, on: address, within: configuration.requestTimeout)
                try await waitWhileConnecting()
                return
            } catch {
                // Its version promises `connect` and it has none? Then the old way.
                guard error.meansUnsupported else { throw error }
            }
        }
        try await client.call(
            "connected", .put, on: address, ["Connected": .bool(on)], within: configuration.requestTimeout)
    }

    // ASCOM Platform 7: `Connecting` turns false when the connection attempt has ended, and raises its error.
    private func waitWhileConnecting() async throws(AlpacaError) {
        let deadline = time.now() + configuration.requestTimeout
        while try await client.bool("connecting", of: address, within: configuration.pollTimeout) {
            guard time.now() < deadline else { throw .timeout(configuration.requestTimeout) }
            do {
                try await time.sleep(.milliseconds(100))
            } catch {
                throw .cancelled
            }
        }
    }

    private func capabilities(before deadline: Duration) async throws(AlpacaError) -> [String: Bool] {
        var capabilities: [String: Bool] = [:]
        for member in AlpacaMember.all(of: address.type)
        where member.name.hasPrefix("can") && member.verb == .get && member.parameters.isEmpty {
            guard time.now() < deadline else { throw .timeout(configuration.requestTimeout) }
            capabilities[member.name] = try await optional { () async throws(AlpacaError) in
                try await client.bool(member.name, of: address, within: configuration.pollTimeout)
            }
        }
        return capabilities
    }

    private func equatorialSystem() async throws(AlpacaError) -> EquatorialSystem? {
        guard address.type == .telescope else { return nil }
        let system = try await optional { () async throws(AlpacaError) in
            try await client.integer("equatorialsystem", of: address, within: configuration.pollTimeout)
        }
        return system.flatMap { EquatorialSystem(rawValue: Int($0)) }
    }

    private func switchCount() async throws(AlpacaError) -> Int? {
        guard address.type == .switch else { return nil }
        let count = try await optional { () async throws(AlpacaError) in
            try await client.integer("maxswitch", of: address, within: configuration.pollTimeout)
        }
        return count.flatMap { (0...Int64(AlpacaStateProperty.mostSwitches)).contains($0) ? Int($0) : nil }
    }

    private func camera() async throws(AlpacaError) -> CameraFacts? {
        guard address.type == .camera else { return nil }
        let reader = DeviceReader(client: client, address: address, limit: configuration.requestTimeout, time: time)
        return CameraFacts(try await reader.values(of: CameraFacts.members))
    }

    // A device that answers with an error has said that it does not know; one that does not answer has failed.
    private func optional<Value>(
        _ read: () async throws(AlpacaError) -> Value
    ) async throws(AlpacaError) -> Value? {
        do {
            return try await read()
        } catch {
            guard error.isAnswer else { throw error }
            return nil
        }
    }
}
