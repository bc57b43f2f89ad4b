import FoundationEssentials
import Glibc

/// The sensor of the simulated camera.
enum CameraSensor {
    static let width = 1280
    static let height = 960
    /// Micrometres.
    static let pixelSize = 5.2
    static let largestBin = 4
    static let gains = 0...300
    static let offsets = 0...100
    static let maxADU = 65535
    /// Seconds.
    static let exposures = 0.001...3600.0
    static let readoutModes = ["Normal", "Fast"]
    /// Electrons of a picture taken in the dark in no time, by readout mode.
    static let readNoise = [3.2, 7.5]
    /// Seconds of a readout, by readout mode.
    static let readoutTimes = [1.0, 0.3]
    /// Degrees that the cooler can bring the sensor below the air.
    static let deepestCooling = 40.0
    /// Electrons that a pixel holds.
    static let fullWell = 95_000.0

    /// Electrons of a unit.
    static func electronsPerADU(gain: Int) -> Double { 1.5 * pow(10, -Double(gain) / 200) }

    /// Electrons per second and pixel in the dark.
    static func darkCurrent(at temperature: Double) -> Double { 0.05 * pow(2, temperature / 6) }

    /// The level of a picture without any light.
    static func bias(offset: Int) -> Double { 100 + 10 * Double(offset) }

    /// Seconds of arc of a pixel.
    static let pixelScale = 206_264.806 * pixelSize * 1e-6 / Optics.focalLength
}
