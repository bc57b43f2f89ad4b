import AlpacaEngines
import Contracts
import FoundationEssentials
import Hosting
import Kernel
import Logging

extension TelescopeCoordinator {
    /// How a telescope is, from memory.
    func status(_ request: StatusRequest) async -> StatusResponse {
        response(await engine.reading(request.telescopeID), of: request.telescopeID)
    }

    /// A reading as status replies and state events give it.
    func response(_ reading: TelescopeReading, of id: UUID) -> StatusResponse {
        let rule = pointing(reading.mount, of: id)
        return StatusResponse(
            telescopeID: id.text, status: reading.mountStatus(rule), devices: reading.deviceStatus(rule),
            motion: reading.motion.map { $0.info(rule) }, limits: limitsStatus(reading, of: id))
    }

    /// Tells others what happens to the devices; the engine's one consumer.
    func followDevices() async {
        for await event in engine.events {
            switch event {
            case .motion(let motion):
                await publishMotion(motion)
            case .exposure(let exposure): await tellExposure(exposure)
            case .connected(let device), .recovered(let device):
                await noteConnected(device)
                stateChanged(device.device.telescopeID)
            case .state(let device), .degraded(let device), .disconnected(let device), .released(let device):
                stateChanged(device.device.telescopeID)
            }
        }
    }

    /// Looks at the limits and says that states are due, again and again.
    func publishStates() async throws {
        while true {
            try await time.sleep(stateInterval)
            for id in Set(devices.values.map(\.telescopeID)) { stateChanged(id) }
        }
    }

    /// Notes that a telescope's state is worth telling; told at once, or when the last telling is long enough ago.
    func stateChanged(_ id: UUID) {
        changed.insert(id)
        changeSignal.yield()
    }

    /// Looks at the limits of what has changed and publishes its state; however much changes, each telescope is told of
    /// at most once in a fifth of a second.
    func publishChanges() async throws {
        for await _ in changeSignals {
            let due = changed
            changed = []
            for id in due {
                let reading = await engine.reading(id)
                watchLimits(id, reading)
                followDome(id, reading)
                await lookAtSafety(of: id, reading.devices)
                guard isPublic(id) || !subscriptions.isEmpty(id) else { continue }
                guard reading.devices.contains(where: \.isConnected) || told.contains(id) else { continue }
                // The last state of one that is gone is told once, not for ever.
                if reading.devices.contains(where: \.isConnected) { told.insert(id) } else { told.remove(id) }
                await publishEvent(kind: .state, telescope: id, payload: response(reading, of: id))
            }
            try await time.sleep(.milliseconds(200))
        }
    }

    private func publishMotion(_ motion: Motion) async {
        let id = motion.telescopeID
        if isPublic(id) || !subscriptions.isEmpty(id) {
            let mount = await engine.reading(id).mount
            await publishEvent(
                kind: .motion, telescope: id,
                payload: MotionEvent(telescopeID: id.text, motion: motion.info(pointing(mount, of: id))))
        }
        stateChanged(id)
    }

    private func noteConnected(_ device: DeviceSnapshot) async {
        // A device that is only being tried before it is attached is not known here.
        guard devices[device.device.id] != nil else { return }
        devices[device.device.id]?.name = device.facts?.name
        devices[device.device.id]?.lastConnected = time.date()
        do throws(ServiceError) {
            try await queries.noteConnected(device.device.id, name: device.facts?.name)
        } catch {
            logger.debug(
                "device's connection was not recorded", metadata: ["device.id": "\(device.device.id.text)"])
        }
    }
}
