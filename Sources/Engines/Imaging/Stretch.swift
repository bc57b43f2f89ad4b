/// How values of the sky become points of a screen: the midtones transfer function between a black point below the median
/// and the brightest value.
///
/// The automatic stretch that is usual in the field (PixInsight, ScreenTransferFunction, AutoStretch): black at the median
/// less 2.8 standard deviations, which are 1.4826 median absolute deviations, and the median at a quarter of white.
struct Stretch {
    private static let target: Float = 0.25
    private static let shadows: Float = 2.8 * 1.4826

    private let darkest: Float
    private let range: Float
    private let black: Float
    private let midtones: Float

    /// Measures values; those that are not finite do not count.
    init(of values: [Float]) {
        var finite = values.filter(\.isFinite)
        finite.sort()
        guard let lowest = finite.first, let highest = finite.last, highest > lowest else {
            darkest = finite.first ?? 0
            range = 0
            black = 0
            midtones = 0.5
            return
        }
        // Halved: the distance of two finite numbers may not be finite.
        let half = highest / 2 - lowest / 2
        darkest = lowest
        range = half * 2 < .infinity ? half * 2 : .greatestFiniteMagnitude
        let median = min((finite[finite.count / 2] / 2 - lowest / 2) / half, 1)
        for index in finite.indices { finite[index] = abs(min((finite[index] / 2 - lowest / 2) / half, 1) - median) }
        finite.sort()
        let deviation = finite[finite.count / 2]
        // More than half of the values alike: there is no noise to cut off.
        black = deviation > 0 ? max(0, median - Self.shadows * deviation) : 0
        let middle = (median - black) / (1 - black)
        // The median is the darkest value: nothing to lift.
        midtones = middle > 0 && middle < 1 ? Self.transfer(middle, midtones: Self.target) : 0.5
    }

    /// The point for a value; black for one that is not finite, a quarter of white everywhere in a picture of one value.
    func callAsFunction(_ value: Float) -> UInt8 {
        guard value.isFinite else { return 0 }
        guard range > 0 else { return UInt8(Self.target * 255) }
        let share = (value - darkest) / range
        let lifted = min(max((share - black) / (1 - black), 0), 1)
        return UInt8((Self.transfer(lifted, midtones: midtones) * 255).rounded())
    }

    // 0 stays 0, 1 stays 1, and the midtones become one half.
    private static func transfer(_ value: Float, midtones: Float) -> Float {
        let transferred = (midtones - 1) * value / ((2 * midtones - 1) * value - midtones)
        return transferred.isFinite ? min(max(transferred, 0), 1) : 1
    }
}
