import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel
import Logging
import Messaging

extension TelescopeCoordinator {
    /// How a telescope is, from memory.
    func status(_ request: StatusRequest) async -> StatusResponse {
        await engine.reading(request.telescopeID).response(for: request.telescopeID)
    }

    /// Tells others what happens to the devices; the engine's one consumer.
    func followDevices() async {
        for await event in engine.events {
            switch event {
            case .motion(let motion):
                // Motions of the other devices are told by the state.
                guard motion.role == "telescope" else { continue }
                await publishMotion(motion.telescopeID, motion)
            case .connected(let device), .recovered(let device):
                await noteConnected(device)
                await publishState(device.device.telescopeID)
            case .state(let device), .degraded(let device), .disconnected(let device), .released(let device):
                await publishState(device.device.telescopeID)
            case .exposure: break
            }
        }
    }

    /// Publishes the state of every public telescope with a connected device, again and again.
    func publishStates() async throws {
        while true {
            try await time.sleep(stateInterval)
            for id in Set(devices.values.map(\.telescopeID)) where isPublic(id) {
                let reading = await engine.reading(id)
                guard reading.devices.contains(where: \.isConnected) else { continue }
                await publish(reading, id)
            }
        }
    }

    private func publishState(_ id: UUID) async {
        guard isPublic(id) else { return }
        await publish(await engine.reading(id), id)
    }

    private func publish(_ reading: TelescopeReading, _ id: UUID) async {
        // Looked at again: it may have become private while it was read.
        guard isPublic(id) else { return }
        await bus.publish(
            Publication(
                topic: bus.space.telescopeEvent("state", id.text), payload: reading.response(for: id), kind: .event,
                source: "coordinator:telescope", isRetained: true, expiry: .seconds(60), coalesces: true))
    }

    private func publishMotion(_ id: UUID, _ motion: Motion) async {
        guard isPublic(id) else { return }
        let reading = await engine.reading(id)
        await bus.publish(
            Publication(
                topic: bus.space.telescopeEvent("motion", id.text),
                payload: MotionEvent(telescopeID: id.text, motion: motion.info(reading.mount?.facts?.equatorialSystem)),
                kind: .event, source: "coordinator:telescope", isRetained: true, expiry: .seconds(60)))
        await publish(reading, id)
    }

    private func isPublic(_ id: UUID) -> Bool { access.entries[id]?.visibility == .public }

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
