import Alpaca
import AstrometryEngines
import FoundationEssentials
import Glibc

/// Makes the picture of an exposure: the same exposure and seed give the same picture.
struct PictureMaker: Sendable {
    // Electrons per second from a star of magnitude 0 through the whole tube.
    static let zeroPoint = 2e10 * Optics.area * 0.6
    // The widest blur in pixels: beyond it a star is lost in the sky anyway.
    private static let widest = 25.0

    let exposure: CameraExposure
    let seed: UInt64
    var format: CameraFormat { exposure.format }

    /// Prepares a picture.
    init(_ exposure: CameraExposure, seed: UInt64) {
        self.exposure = exposure
        self.seed = seed
    }

    /// The picture; nil when its format is none.
    @concurrent func picture() async -> AlpacaImage? {
        let electrons = electrons()
        return AlpacaImage(
            width: format.width, height: format.height, samples: .uint16(readOut(electrons)))
    }

    /// Electrons of every pixel before the readout.
    private func electrons() -> [Float] {
        let area = Double(format.binX * format.binY)
        let dark = CameraSensor.darkCurrent(at: exposure.temperature) * exposure.duration * area
        switch exposure.light {
        case .dark:
            return [Float](repeating: Float(dark), count: format.width * format.height)
        case .flat(let rate):
            return shaded(rate * exposure.duration * area, dark)
        case .sky(let view):
            let pixel = CameraSensor.pixelScale * CameraSensor.pixelScale
            let background =
                Self.zeroPoint * pow(10, -0.4 * view.skyQuality) * pixel * view.transmission * exposure.duration * area
            var electrons = shaded(background, dark)
            add(stars(view), view, to: &electrons)
            return electrons
        }
    }

    // Even light that the tube's edge takes away from the corners.
    private func shaded(_ light: Double, _ dark: Double) -> [Float] {
        var electrons: [Float] = []
        electrons.reserveCapacity(format.width * format.height)
        let middleX = Double(CameraSensor.width) / 2
        let middleY = Double(CameraSensor.height) / 2
        let corner = middleX * middleX + middleY * middleY
        for row in 0..<format.height {
            let y = (Double(format.startY + row) + 0.5) * Double(format.binY) - middleY
            for column in 0..<format.width {
                let x = (Double(format.startX + column) + 0.5) * Double(format.binX) - middleX
                electrons.append(Float(dark + light * (1 - 0.25 * (x * x + y * y) / corner)))
            }
        }
        return electrons
    }

    /// A star on the sensor.
    struct Spot: Sendable {
        /// Binned pixels from the corner of the region.
        let x: Double
        let y: Double
        let electrons: Double
    }

    private func stars(_ view: SkyView) -> [Spot] {
        let diagonal = (Double(CameraSensor.width * CameraSensor.width + CameraSensor.height * CameraSensor.height))
            .squareRoot()
        let radius = diagonal / 2 * CameraSensor.pixelScale / 3600 + 0.02
        let steps = trail(view)
        let flux = Self.zeroPoint * view.transmission * exposure.duration / Double(steps.count)
        return steps.flatMap { centre in
            let plane = TangentPlane(centre: centre, angle: view.angle, scale: CameraSensor.pixelScale)
            return StarField(seed: seed).stars(around: centre, radius: radius).compactMap { star -> Spot? in
                guard let place = plane.place(of: star) else { return nil }
                return Spot(
                    x: (place.x + Double(CameraSensor.width) / 2) / Double(format.binX) - Double(format.startX),
                    y: (place.y + Double(CameraSensor.height) / 2) / Double(format.binY) - Double(format.startY),
                    electrons: flux * pow(10, -0.4 * star.magnitude))
            }
        }
    }

    // Where the picture's middle is during the exposure: one place when the mount follows the sky, else a trail.
    private func trail(_ view: SkyView) -> [EquatorialPosition] {
        let part = exposure.planned > 0 ? exposure.duration / exposure.planned : 1
        let turn = Angle.signed((view.end.rightAscension - view.start.rightAscension) * 15) * part
        let rise = (view.end.declination - view.start.declination) * part
        let length = max(abs(turn) * cos(view.start.declination * .pi / 180), abs(rise)) * 3600
        let steps = Int(min(max(length / CameraSensor.pixelScale, 1), 48))
        return (0..<steps).map { step in
            let fraction = (Double(step) + 0.5) / Double(steps)
            return steps == 1
                ? view.start
                : EquatorialPosition(
                    rightAscension: Angle.hours(view.start.rightAscension + turn * fraction / 15),
                    declination: view.start.declination + rise * fraction)
        }
    }

    private func add(_ spots: [Spot], _ view: SkyView, to electrons: inout [Float]) {
        // The cone of light makes a disc beside the focus: its diameter in pixels, as a width of the star.
        let disc =
            abs(view.defocus) * SimulatedFocuser.stepSize * Optics.aperture / Optics.focalLength
            / CameraSensor.pixelSize
        let seeing = view.seeing / CameraSensor.pixelScale
        let sigma = min((seeing * seeing + disc * disc).squareRoot() / 2.355, Self.widest)
        let profileX = StarProfile(sigma: sigma / Double(format.binX))
        let profileY = StarProfile(sigma: sigma / Double(format.binY))
        for spot in spots {
            guard let columns = profileX.weights(around: spot.x, count: format.width),
                let rows = profileY.weights(around: spot.y, count: format.height)
            else { continue }
            for (row, rowWeight) in zip(rows.first..., rows.weights) {
                let start = row * format.width + columns.first
                let light = Float(spot.electrons) * rowWeight
                for (index, weight) in columns.weights.enumerated() { electrons[start + index] += light * weight }
            }
        }
    }
}
