import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// Refuses what a limit forbids; every way to a movement comes here.
    ///
    /// - Parameters:
    ///   - act: What is to be done.
    ///   - device: What is to do it.
    /// - Throws: The refusal, with `details` naming the limit and the value.
    func requireWithinLimits(_ act: LimitedAct, _ device: AttachedDevice) async throws(ServiceError) {
        let reading = await engine.reading(device.telescopeID)
        var scene = scene(act, device, reading)
        if scene.device?.isConnected == true, Limits.standard.sources(act, scene.role).contains(.parking) {
            scene.isParked = await isParked(device)
        }
        if let breach = Limits.standard.breach(scene) { throw breach.error }
    }

    /// What is known for the limits from memory.
    func scene(_ act: LimitedAct, _ device: AttachedDevice, _ reading: TelescopeReading) -> LimitScene {
        let snapshot = reading.devices.first { $0.device.id == device.id }
        var scene = LimitScene(act: act, role: DeviceRole(rawValue: device.role) ?? .telescope)
        scene.isEnabled = access.entries[device.telescopeID]?.isEnabled == true
        scene.device = snapshot
        scene.motions = reading.motions.filter { $0.isActive && $0.deviceID == device.id }.map(\.goal)
        scene.horizon = site(of: device.telescopeID)?.horizon
        scene.devices = reading.devices
        if case .motion(.slew(let target), _) = act {
            scene.direction = pointing(snapshot, of: device.telescopeID).horizontal(target)
        } else {
            scene.direction = direction(snapshot, of: device.telescopeID)
        }
        return scene
    }

    /// Whether a mount is parked, asked now: a movement must not depend on what was true two seconds ago.
    private func isParked(_ device: AttachedDevice) async -> Bool? {
        // Not answered is not known, which is what the limit wants to hear.
        try? await engine.value("atpark", of: device.id).boolean
    }
}
