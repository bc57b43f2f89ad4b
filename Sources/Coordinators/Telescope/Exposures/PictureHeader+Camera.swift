import Alpaca
import AlpacaEngines
import Contracts
import FoundationEssentials
import ImagingEngines
import Kernel

extension PictureHeader {
    /// When and how long.
    mutating func addTimes(_ frame: CameraFrame) {
        add("EXPTIME", frame.duration, "[s] exposure time")
        add("EXPOSURE", frame.duration, "[s] exposure time")
        guard let start = frame.startedAt else { return }
        add("DATE-OBS", Self.time(start), "UTC at the start of the exposure")
        add("TIMESYS", "UTC", "time scale of all dates")
        add("MJD-OBS", Self.modifiedJulianDate(start), "[d] DATE-OBS as modified Julian date")
        guard let duration = frame.duration else { return }
        let middle = start.addingTimeInterval(duration / 2)
        add("DATE-AVG", Self.time(middle), "UTC in the middle of the exposure")
        add("MJD-AVG", Self.modifiedJulianDate(middle), "[d] DATE-AVG as modified Julian date")
        add("DATE-END", Self.time(start.addingTimeInterval(duration)), "UTC at the end of the exposure")
    }

    /// What and by whom.
    mutating func addSubject(_ frame: CameraFrame, _ scene: ExposureScene) {
        add("IMAGETYP", scene.kind.title, "what the picture is for")
        add("OBJECT", scene.object, "what was looked at")
        add("OBSERVER", scene.observer, "who observed")
        add("TELESCOP", scene.telescope, "telescope")
        add("SESSION", scene.session, "observing session")
        add("EXPID", frame.exposure.id.text, "exposure")
        add("SWCREATE", "bigskies", "software that made the file")
    }

    /// The camera and its settings.
    mutating func addCamera(_ frame: CameraFrame, _ scene: ExposureScene) {
        add("INSTRUME", scene.devices.first { $0.device.id == scene.camera }?.facts?.name, "camera")
        add("DETECTOR", frame.sensorName, "sensor")
        add("READOUTM", frame.readoutMode, "readout mode")
        add("GAIN", frame.gain, "gain setting")
        add("OFFSET", frame.offset, "offset setting")
        add("EGAIN", frame.electronsPerADU, "[e-/ADU] electrons per unit")
        add("SATURATE", frame.maxADU, "[ADU] largest value")
        add("CCD-TEMP", frame.ccdTemperature, "[degC] sensor temperature")
        add("SET-TEMP", frame.setPoint, "[degC] cooler set point")
        add("XBINNING", frame.binX, "binning in x")
        add("YBINNING", frame.binY, "binning in y")
        add("XPIXSZ", Self.size(frame.pixelSizeX, frame.binX), "[um] width of a pixel with binning")
        add("YPIXSZ", Self.size(frame.pixelSizeY, frame.binY), "[um] height of a pixel with binning")
        add("XORGSUBF", frame.startX, "[binned pixel] first column of the sensor")
        add("YORGSUBF", frame.startY, "[binned pixel] first row of the sensor")
        addColours(frame)
    }

    // A binned picture has no matrix any more, and one of three planes is coloured already.
    private mutating func addColours(_ frame: CameraFrame) {
        let matrices: [SensorType: (name: String, columns: Int, rows: Int)] = [
            .rggb: ("RGGB", 2, 2), .cmyg: ("CMYG", 2, 2), .cmyg2: ("CMYG2", 2, 4), .lrgb: ("LRGB", 4, 4),
        ]
        guard frame.image.planes == 1, frame.binX ?? 1 == 1, frame.binY ?? 1 == 1,
            let matrix = frame.sensorType.flatMap({ matrices[$0] })
        else { return }
        add("BAYERPAT", matrix.name, "colour matrix of the sensor")
        guard let x = frame.bayerOffsetX, let y = frame.bayerOffsetY else { return }
        add("XBAYROFF", Self.offset(x, frame.startX, of: matrix.columns), "column of the matrix at the first pixel")
        add("YBAYROFF", Self.offset(y, frame.startY, of: matrix.rows), "row of the matrix at the first pixel")
    }

    private static func offset(_ matrix: Int, _ start: Int?, of size: Int) -> Int {
        // Each on its own first: what a camera says of itself may be nonsense, and a sum of that may overflow.
        (matrix % size + (start ?? 0) % size) % size
    }

    private static func size(_ pixel: Double?, _ bin: Int?) -> Double? {
        guard let pixel, pixel > 0 else { return nil }
        return pixel * Double(bin ?? 1)
    }

    private static func time(_ date: Date) -> String { String(Timestamp.text(date).dropLast()) }

    private static func modifiedJulianDate(_ date: Date) -> Double {
        // 1970-01-01 is 40587 (Explanatory Supplement to the Astronomical Almanac).
        date.timeIntervalSince1970 / 86400 + 40587
    }
}

extension ImageKind {
    /// The words of the keyword IMAGETYP.
    fileprivate var title: String {
        switch self {
        case .light: "Light Frame"
        case .dark: "Dark Frame"
        case .bias: "Bias Frame"
        case .flat: "Flat Field"
        }
    }
}
