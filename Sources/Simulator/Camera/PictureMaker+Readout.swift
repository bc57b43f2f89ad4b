import FoundationEssentials
import Glibc

extension PictureMaker {
    // A deck of deviations that is drawn from: a million logarithms would take longer than the exposure.
    private static let deviations: [Float] = {
        var numbers = SeededNumbers(0xDE71)
        return (0..<8192).flatMap { _ in
            // Box and Muller 1958.
            let radius = (-2 * log(max(numbers.unit(), 1e-12))).squareRoot()
            let angle = 2 * Double.pi * numbers.unit()
            return [Float(radius * cos(angle)), Float(radius * sin(angle))]
        }
    }()

    /// Turns electrons into what the camera's converter counts, with the noise of light and readout.
    func readOut(_ electrons: [Float]) -> [UInt16] {
        let gain = Float(1 / CameraSensor.electronsPerADU(gain: format.gain))
        let bias = Float(CameraSensor.bias(offset: format.offset))
        let readNoise = Float(CameraSensor.readNoise[format.readoutMode])
        let fullWell = Float(CameraSensor.fullWell) * Float(format.binX * format.binY)
        let deck = Self.deviations
        var numbers = SeededNumbers(seed, exposure.startedAt.bitPattern, exposure.duration.bitPattern)
        var bits: UInt64 = 0
        var left = 0
        return electrons.map { count in
            if left == 0 {
                bits = numbers.next()
                left = 4
            }
            let deviation = deck[Int(bits & 0x3FFF)]
            bits >>= 16
            left -= 1
            let light = min(count, fullWell)
            let noisy = light + (light + readNoise * readNoise).squareRoot() * deviation
            return UInt16(min(max(bias + noisy * gain, 0), Float(CameraSensor.maxADU)).rounded())
        }
    }
}
