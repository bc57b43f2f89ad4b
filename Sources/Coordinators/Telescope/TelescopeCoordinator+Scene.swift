import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Kernel

extension TelescopeCoordinator {
    /// The observatory as it is now, at the beginning of an exposure.
    func exposureScene(
        _ values: ExposureValues, kind: ImageKind, camera: AttachedDevice, _ caller: Caller
    ) async -> ExposureScene {
        let telescopeID = camera.telescopeID
        let reading = await engine.reading(telescopeID)
        var scene = ExposureScene(date: time.date(), devices: reading.devices)
        // What is read at its ordinary pace is in force; two rounds may fail before it is too old.
        scene.longestAge = max(stateInterval, .seconds(2)) * 3 + .seconds(4)
        scene.kind = kind
        scene.object = values.object?.text
        scene.telescope = access.entries[telescopeID]?.name
        scene.place = site(of: telescopeID)?.place
        scene.observer = sessions[telescopeID]?.username ?? caller.name
        scene.session = sessions[telescopeID]?.sessionID
        scene.camera = camera.id
        scene.filter = book.exposure(of: camera.id)?.filter
        if let mount = scene.device(.telescope)?.device {
            // What a mount does not say of its optics is not known.
            scene.focalLength = try? await engine.value("focallength", of: mount.id).double
            scene.aperture = try? await engine.value("aperturediameter", of: mount.id).double
        }
        return scene
    }
}
