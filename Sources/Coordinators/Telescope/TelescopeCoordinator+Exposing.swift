import Access
import AlpacaEngines
import Contracts
import FoundationEssentials
import Hosting
import ImagingEngines
import Kernel

extension TelescopeCoordinator {
    /// Takes a picture: answered when the camera has accepted, or with the saved picture.
    func expose(
        _ request: DeviceOrder<ExposureValues>, for caller: Caller
    ) async throws(ServiceError) -> ExposeResponse {
        let values = request.values
        let kind = try values.imageKind()
        let device = try device(.camera, request)
        let archive = try requireArchive()
        let id = UUID()
        let stop = stops.count(of: device.id, puttingAway: false)
        try await requireControl(device.telescopeID, takingOver: request.takeOver ?? false, caller)
        try await requireWithinLimits(.setting("startexposure"), device)
        try archive.requireSpace()
        try book.claim(
            device.id,
            ExposureInfo(
                exposureID: id.text, telescopeID: device.telescopeID.text, deviceID: device.id.text,
                sessionID: sessions[device.telescopeID]?.sessionID, userID: caller.userID?.text, state: .requested,
                requestedAt: time.date(), duration: values.duration.value, kind: kind, filter: nil,
                object: values.object?.text))
        let exposure: Exposure
        do throws(ServiceError) {
            let order = try await order(values, id: id, kind: kind, device: device)
            let filter = try await prepareFilter(values.filter, device, caller)
            guard
                let claimed = book.change(device.id, id.text, { $0.filter = filter ?? $0.filter })
                    ?? book.exposure(of: device.id)
            else { throw Self.exposureStopped }
            try await queries.insertExposure(claimed)
            guard stops.count(of: device.id, puttingAway: false) == stop else { throw Self.exposureStopped }
            exposure = try await engine.expose(order, with: device.id)
            if stops.count(of: device.id, puttingAway: false) != stop {
                // The stop came before the engine knew of this exposure.
                try await engine.abortExposure(device.id, reason: "stopped")
                throw Self.exposureStopped
            }
        } catch {
            await endExposure(device.id, id, error)
            throw error
        }
        let scene = await exposureScene(values, kind: kind, camera: device, caller)
        // The coordinator's own work: it outlives the request, and `stop()` waits for its end.
        let work = Task { await self.takePicture(exposure, scene, into: archive) }
        book.begin(id, work)
        await tellExposure(exposure)
        guard request.wait == true else {
            return ExposeResponse(
                telescopeID: device.telescopeID.text, deviceID: device.id.text, exposureID: id.text, state: .exposing)
        }
        await OrderedLane.release()
        let picture = try await work.value.get()
        return ExposeResponse(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, exposureID: id.text, state: .done,
            file: picture.image.file, preview: picture.image.preview, sha256: picture.image.sha256,
            size: picture.image.size, headers: picture.headers)
    }

    /// Gives the exposure of a camera up, whoever observes.
    func abortExposure(
        _ request: DeviceCommand, for caller: Caller
    ) async throws(ServiceError) -> ExposureEndResponse {
        guard isReadable(request.telescopeID, caller) else {
            inBackground(request.telescopeID) { owner in _ = try await owner.abortExposure(request) }
            return ExposureEndResponse(
                telescopeID: request.telescopeID.text, deviceID: nil, exposureID: nil, note: Self.unreadable)
        }
        return try await abortExposure(request)
    }

    private func abortExposure(_ request: DeviceCommand) async throws(ServiceError) -> ExposureEndResponse {
        let device = try device(.camera, request)
        stops.halted(device.id)
        let ended = try await engine.abortExposure(device.id, reason: "aborted")
        return ExposureEndResponse(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, exposureID: ended?.id.text)
    }

    /// Ends the exposure of a camera early and keeps its picture.
    func stopExposure(
        _ request: DeviceCommand, for caller: Caller
    ) async throws(ServiceError) -> ExposureEndResponse {
        let device = try device(.camera, request)
        try await requireControl(device.telescopeID, takingOver: request.takeOver ?? false, caller)
        let present = book.exposure(of: device.id)
        try await engine.stopExposure(device.id)
        return ExposureEndResponse(
            telescopeID: device.telescopeID.text, deviceID: device.id.text, exposureID: present?.exposureID)
    }

    /// What the engine is told to take.
    private func order(
        _ values: ExposureValues, id: UUID, kind: ImageKind, device: AttachedDevice
    ) async throws(ServiceError) -> ExposureOrder {
        var readoutMode: Int?
        if let wanted = values.readoutMode { readoutMode = try await index(of: wanted, device) }
        return ExposureOrder(
            id: id, duration: values.duration.value, isLight: kind.needsLight, binX: values.bin?.x.value,
            binY: values.bin?.y.value,
            region: values.region.map {
                ImageRegion(
                    startX: $0.startX.value, startY: $0.startY.value, width: $0.width.value, height: $0.height.value)
            },
            gain: values.gain?.value, offset: values.offset?.value, readoutMode: readoutMode)
    }

    /// The number of a readout mode.
    func index(of mode: IndexOrName, _ camera: AttachedDevice) async throws(ServiceError) -> Int {
        let names = try await engine.value("readoutmodes", of: camera.id).elements?.map { $0.text ?? "" } ?? []
        guard let index = mode.position(in: names) else {
            throw ServiceError(
                .invalidRequest, "field readout_mode is none of \(names.joined(separator: ", "))",
                details: ["field": "readout_mode", "names": .array(names.map { .string($0) })])
        }
        return index
    }

    /// Puts the filter into the light that a request names, and waits until it is there.
    ///
    /// - Returns: The name of the filter in the light, or nil when that is not known.
    private func prepareFilter(
        _ filter: IndexOrName?, _ camera: AttachedDevice, _ caller: Caller
    ) async throws(ServiceError) -> String? {
        guard let filter else { return await filterInLight(of: camera.telescopeID) }
        let wheel = try attached(try record(.filterwheel, of: camera.telescopeID))
        let position = try await position(of: filter, in: wheel)
        // The lane of the telescope is kept: no other command comes between the filter and the exposure.
        let movement = try await carryOut(.selectFilter(position: position), with: wheel, NotWaiting(), for: caller)
        if let motion = movement.receipt.motion { _ = try await engine.settle(motion) }
        return await filterInLight(of: camera.telescopeID)
    }

    private struct NotWaiting: Waiting {
        var wait: Bool? { nil }
    }

    /// The name of the filter in the light; nil when there is no wheel, or it moves or does not say.
    func filterInLight(of telescopeID: UUID) async -> String? {
        guard let record = try? record(.filterwheel, of: telescopeID),  // none is no failure
            // What a wheel does not say is not known.
            let position = try? await engine.value("position", of: record.id).whole, position >= 0,
            let names = try? await engine.value("names", of: record.id).elements,  // likewise
            let index = Int(exactly: position), names.indices.contains(index)
        else { return nil }
        return names[index].text
    }

    private func requireArchive() throws(ServiceError) -> ImageArchive {
        guard let archive else {
            throw ServiceError(.unavailable, "this node has no place for pictures")
        }
        return archive
    }

    private static let exposureStopped = ServiceError(.cancelled, "the exposure was aborted")
}
