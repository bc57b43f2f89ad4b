import Alpaca
import AlpacaServer
import FoundationEssentials
import Kernel

/// A cooled camera.
struct SimulatedCamera: Sendable {
    var format = CameraFormat()
    var cooler: CameraCooler
    var exposure: CameraExposure?

    /// A warm camera in some air.
    init(air: Double) {
        cooler = CameraCooler(air: air)
    }

    /// What the camera does.
    func state(_ scene: Scene) -> CameraState { exposure?.state(at: scene.now) ?? .idle }

    /// The exposure whose picture can be had.
    func finished(_ scene: Scene) throws(AlpacaFault) -> CameraExposure {
        guard let exposure, scene.now >= exposure.readyAt else { throw .invalidOperation("there is no picture") }
        return exposure
    }

    /// Begins an exposure.
    ///
    /// - Parameters:
    ///   - duration: Seconds.
    ///   - light: What falls on the sensor.
    ///   - scene: The moment.
    /// - Throws: What an Alpaca camera says then.
    mutating func expose(_ duration: Double, _ light: LightPath, _ scene: Scene) throws(AlpacaFault) {
        try format.validate()
        guard state(scene) == .idle else { throw .invalidOperation("an exposure is under way") }
        exposure = CameraExposure(
            format: format, light: light, startedAt: scene.now, date: scene.date, planned: duration,
            readout: scene.seconds(CameraSensor.readoutTimes[format.readoutMode]), duration: duration,
            temperature: cooler.temperature(scene))
    }

    private mutating func stop(_ scene: Scene) {
        guard let exposure, scene.now < exposure.endsAt else { return }
        self.exposure?.duration = scene.now - exposure.startedAt
    }

    private mutating func abort(_ scene: Scene) {
        if state(scene) != .idle { exposure = nil }
    }
}

extension SimulatedCamera: SimulatedPart {
    func read(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "camerastate": .integer(Int64(state(scene).rawValue))
        case "imageready": .bool(exposure.map { scene.now >= $0.readyAt } ?? false)
        case "percentcompleted": .integer(Int64(exposure?.percent(at: scene.now) ?? 0))
        case "lastexposureduration": .number(try finished(scene).duration)
        case "lastexposurestarttime": .string(String(Timestamp.text(try finished(scene).date).dropLast()))
        case "ccdtemperature": .number(cooler.temperature(scene))
        case "cooleron": .bool(cooler.isOn)
        case "coolerpower": .number(cooler.power(scene))
        case "heatsinktemperature":
            .number(scene.weather.temperature(at: scene.date) + cooler.power(scene) * 0.12)
        case "setccdtemperature": .number(cooler.setPoint)
        case "binx": .integer(Int64(format.binX))
        case "biny": .integer(Int64(format.binY))
        case "numx": .integer(Int64(format.width))
        case "numy": .integer(Int64(format.height))
        case "startx": .integer(Int64(format.startX))
        case "starty": .integer(Int64(format.startY))
        case "gain": .integer(Int64(format.gain))
        case "offset": .integer(Int64(format.offset))
        case "readoutmode": .integer(Int64(format.readoutMode))
        case "electronsperadu": .number(CameraSensor.electronsPerADU(gain: format.gain))
        default: try Self.fact(member)
        }
    }

    // What never changes.
    private static func fact(_ member: String) throws(AlpacaFault) -> JSONValue {
        switch member {
        case "cameraxsize": .integer(Int64(CameraSensor.width))
        case "cameraysize": .integer(Int64(CameraSensor.height))
        case "maxbinx", "maxbiny": .integer(Int64(CameraSensor.largestBin))
        case "pixelsizex", "pixelsizey": .number(CameraSensor.pixelSize)
        case "gainmin": .integer(Int64(CameraSensor.gains.lowerBound))
        case "gainmax": .integer(Int64(CameraSensor.gains.upperBound))
        case "offsetmin": .integer(Int64(CameraSensor.offsets.lowerBound))
        case "offsetmax": .integer(Int64(CameraSensor.offsets.upperBound))
        case "exposuremin", "exposureresolution": .number(CameraSensor.exposures.lowerBound)
        case "exposuremax": .number(CameraSensor.exposures.upperBound)
        case "fullwellcapacity": .number(CameraSensor.fullWell)
        case "maxadu": .integer(Int64(CameraSensor.maxADU))
        case "readoutmodes": .array(CameraSensor.readoutModes.map { .string($0) })
        case "sensorname": "Simulated sensor"
        case "sensortype": .integer(Int64(SensorType.monochrome.rawValue))
        case "canabortexposure", "canasymmetricbin", "cangetcoolerpower", "canpulseguide", "cansetccdtemperature",
            "canstopexposure", "hasshutter":
            true
        case "canfastreadout": false
        default: throw .notImplemented(member)
        }
    }

    mutating func write(_ member: String, _ arguments: Arguments, _ scene: Scene) throws(AlpacaFault) {
        switch member {
        case "stopexposure": stop(scene)
        case "abortexposure": abort(scene)
        case "cooleron": cooler.set(isOn: try arguments.bool("CoolerOn"), scene)
        case "setccdtemperature":
            cooler.set(setPoint: try arguments.double("SetCCDTemperature", in: CameraCooler.setPoints), scene)
        case "binx": format.binX = try arguments.integer("BinX", in: 1...CameraSensor.largestBin)
        case "biny": format.binY = try arguments.integer("BinY", in: 1...CameraSensor.largestBin)
        // ASCOM judges the region when the exposure starts: until then the values come one by one.
        case "numx": format.width = try arguments.integer("NumX")
        case "numy": format.height = try arguments.integer("NumY")
        case "startx": format.startX = try arguments.integer("StartX")
        case "starty": format.startY = try arguments.integer("StartY")
        case "gain": format.gain = try arguments.integer("Gain", in: CameraSensor.gains)
        case "offset": format.offset = try arguments.integer("Offset", in: CameraSensor.offsets)
        case "readoutmode":
            format.readoutMode = try arguments.integer("ReadoutMode", in: 0...(CameraSensor.readoutModes.count - 1))
        default: throw .notImplemented(member)
        }
    }
}
