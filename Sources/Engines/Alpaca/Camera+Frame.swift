import Alpaca
import FoundationEssentials
import Kernel

extension Camera {
    /// Fetches the picture that is ready, and asks the camera what belongs to it.
    func frame(_ id: UUID, _ settings: CameraSettings) async throws(ServiceError) -> CameraFrame {
        guard let exposure, exposure.id == id else { throw ServiceError(.cancelled, "the exposure was aborted") }
        let facts = await session.snapshot.facts?.camera ?? CameraFacts([:])
        // What is true at the end, before the transfer takes its time.
        // A picture without them is a picture.
        let said = (try? await read(["ccdtemperature", "lastexposurestarttime", "lastexposureduration"])) ?? [:]
        // A small server that sends a picture may have no time for anything else.
        await session.setQuiet(true)
        let result: Result<AlpacaImage, ServiceError>
        do {
            result = .success(try await picture(settings, facts))
        } catch {
            result = .failure(error)
        }
        await session.setQuiet(false)
        let image = try result.get()
        guard image.width <= settings.width ?? .max, image.height <= settings.height ?? .max,
            image.planes <= CameraSettings.planes(facts)
        else {
            throw ServiceError(
                .unavailable,
                "the camera gave a picture of \(image.width) × \(image.height) × \(image.planes) and announced less")
        }
        return Self.frame(image, exposure, settings, facts, said)
    }

    // Reading a picture moves nothing: a connection that broke on the way is no reason to lose it.
    private func picture(
        _ settings: CameraSettings, _ facts: CameraFacts
    ) async throws(ServiceError) -> AlpacaImage {
        let limit = await session.configuration.downloadTimeout
        let client = session.client
        let address = address
        let values = settings.mostValues(facts)
        do {
            return try await withDeadline(limit, "the transfer of the picture", time: time) { [time] in
                try await retrying(
                    Backoff(first: .milliseconds(500)), attempts: 3, time: time,
                    on: { (($0 as? AlpacaError)?.isSilence ?? false) ? .again : .stop }
                ) { try await client.image(of: address, atMost: values, within: limit) }
            }
        } catch let error as AlpacaError {
            throw failure(error)
        } catch {
            throw ServiceError(wrapping: error)
        }
    }

    private static func frame(
        _ image: AlpacaImage, _ exposure: Exposure, _ settings: CameraSettings, _ facts: CameraFacts,
        _ said: [String: JSONValue]
    ) -> CameraFrame {
        var frame = CameraFrame(image, of: exposure)
        if let start = start(said["lastexposurestarttime"]?.text, near: exposure.startedAt) { frame.startedAt = start }
        if let duration = said.number("lastexposureduration"), duration >= 0 { frame.duration = duration }
        frame.ccdTemperature = said.number("ccdtemperature", above: -273.15)
        frame.setPoint = settings.setPoint
        frame.gain = settings.gain
        frame.offset = settings.offset
        frame.binX = settings.binX
        frame.binY = settings.binY
        frame.startX = settings.startX
        frame.startY = settings.startY
        frame.electronsPerADU = settings.electronsPerADU
        if let mode = settings.readoutMode, let modes = facts.readoutModes, modes.indices.contains(mode) {
            frame.readoutMode = modes[mode]
        }
        frame.sensorName = facts.sensorName
        frame.sensorType = facts.sensorType
        frame.bayerOffsetX = facts.bayerOffsetX
        frame.bayerOffsetY = facts.bayerOffsetY
        frame.pixelSizeX = facts.pixelSizeX
        frame.pixelSizeY = facts.pixelSizeY
        frame.maxADU = facts.maxADU
        return frame
    }

    /// The camera's own time of the start, in the spelling of FITS without a zone or with one.
    ///
    /// Not believed when it is far from ours: many drivers give local time, or that of the exposure before.
    static func start(_ text: String?, near ours: Date?) -> Date? {
        guard let text, let ours else { return nil }
        let spelled = text.replacing(" ", with: "T")
        guard let date = Timestamp.date(spelled) ?? Timestamp.date(spelled + "Z") else { return nil }
        return abs(date.timeIntervalSince(ours)) < 60 ? date : nil
    }
}

extension CameraSettings {
    /// How many values a picture may have.
    func mostValues(_ facts: CameraFacts) -> Int {
        // More than any sensor has: what a camera says is not believed without bounds.
        let side = 1 << 15
        let width = min(width ?? facts.sizeX ?? side, side)
        let height = min(height ?? facts.sizeY ?? side, side)
        return width * height * Self.planes(facts)
    }

    /// How many planes a picture may have.
    static func planes(_ facts: CameraFacts) -> Int { facts.sensorType == .color || facts.sensorType == nil ? 3 : 1 }
}
