import Alpaca
import Kernel
import Logging

extension DeviceSession {
    /// Connects the device now, and keeps it connected from then on even if this attempt fails.
    func connect() async throws(AlpacaError) -> DeviceSnapshot {
        if link.isUp { return snapshot }
        link.want()
        isConnecting = true
        // The loop's next step depends on how this ends.
        defer {
            isConnecting = false
            wake()
        }
        try await establish()
        return snapshot
    }

    /// Wants the device connected; the loop does it.
    func keepConnected() {
        link.want()
        wake()
    }

    /// Disconnects the device and leaves it so.
    func disconnect() async throws(AlpacaError) {
        let version = facts?.interfaceVersion ?? 1
        let wasUp = link.isUp
        let change = link.release()
        state = nil
        readAt = nil
        failure = nil
        attempts = 0
        tell(change)
        wake()
        guard wasUp else { return }
        try await connector.disconnect(version: version)
    }

    private var connector: DeviceConnector {
        DeviceConnector(client: client, address: device.address, configuration: configuration, time: time)
    }

    private var reader: DeviceReader {
        DeviceReader(
            client: client, address: device.address, limit: configuration.pollTimeout, time: time,
            switches: facts?.switchCount ?? 0)
    }

    func establish() async throws(AlpacaError) {
        do throws(AlpacaError) {
            let facts = try await connector.connect()
            guard link.phase != .idle else {
                // Somebody let the device go while it was being connected.
                try await connector.disconnect(version: facts.interfaceVersion)
                throw .cancelled
            }
            self.facts = facts
            hasDeviceState = facts.interfaceVersion >= device.address.type.platform7Version
            unsupported = []
            keep(try await reader.read(hasDeviceState: hasDeviceState, unsupported: unsupported, withConnected: false))
            attempts = 0
            failure = nil
            tell(link.succeeded())
        } catch {
            attempts += 1
            note(error)
            tell(link.failed())
            throw error
        }
    }

    func read() async {
        do {
            let before = state
            // A lost connection shows in the state itself; a device that forgets to say so is found all the same.
            let withConnected = reads.isMultiple(of: Self.readsPerConnected)
            reads &+= 1
            let reading = try await reader.read(
                hasDeviceState: hasDeviceState, unsupported: unsupported, withConnected: withConnected)
            guard link.isUp else { return }
            guard reading.isConnected else {
                note(.device(.notConnected, "it is not connected any more"))
                forget()
                tell(link.lost())
                return
            }
            keep(reading)
            failure = nil
            tell(link.succeeded())
            if reading.state.differs(from: before) { emit(.state(snapshot)) }
        } catch {
            guard link.isUp, !error.isCancelled else { return }
            note(error)
            let change = error.isNotConnected ? link.lost() : link.failed()
            if change == .disconnected { forget() }
            tell(change)
        }
    }

    func look() async {
        do {
            _ = try await client.bool("connected", of: device.address, within: configuration.pollTimeout)
            guard link.phase == .idle else { return }
            failure = nil
            _ = link.succeeded()
        } catch {
            guard link.phase == .idle, !error.isCancelled else { return }
            note(error)
            _ = link.failed()
        }
    }

    private func keep(_ reading: DeviceReader.Reading) {
        state = reading.state
        readAt = time.now()
        hasDeviceState = reading.hasDeviceState
        unsupported = reading.unsupported
    }

    // What was true before the device went away says nothing about now.
    private func forget() {
        state = nil
        readAt = nil
        attempts = 0
    }

    private func note(_ error: AlpacaError) {
        // The first failure only; the recovery is told by its change.
        if failure == nil, !error.isCancelled {
            logger.warning("device does not answer", metadata: ["error": "\(String(reflecting: error))"])
        }
        failure = error
    }

    private func tell(_ change: DeviceLink.Change) {
        switch change {
        case .none: break
        case .connected:
            logger.info("device connected")
            emit(.connected(snapshot))
        case .degraded: emit(.degraded(snapshot))
        case .disconnected: emit(.disconnected(snapshot))
        case .recovered:
            logger.info("device answers again")
            emit(.recovered(snapshot))
        case .released:
            logger.info("device disconnected")
            emit(.released(snapshot))
        }
    }
}

extension DeviceSession {
    /// Reads some properties now, from the device.
    func fresh(_ names: [String]) async throws(AlpacaError) -> AlpacaDeviceState {
        try await reader.properties(names, hasDeviceState: hasDeviceState)
    }

    /// Pauses the reads while the device sends something large.
    func setQuiet(_ isQuiet: Bool) {
        self.isQuiet = isQuiet
        if !isQuiet { wake() }
    }
}

extension AlpacaError {
    /// Whether the caller gave up, which says nothing about the device.
    var isCancelled: Bool {
        guard case .cancelled = self else { return false }
        return true
    }
}
