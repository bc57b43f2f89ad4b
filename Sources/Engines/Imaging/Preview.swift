import Alpaca

/// A small picture for the eye: 8 bits, stretched, at most 1600 points wide and high.
struct Preview {
    static let most = 1600

    let width: Int
    let height: Int
    /// Grey, or red, green and blue one after another.
    let pixels: [UInt8]

    var isColour: Bool { pixels.count == 3 * width * height }

    /// Shrinks and stretches a picture; a picture of three planes is in colours, of any other number its first is shown.
    init(of image: AlpacaImage) {
        let side = max(image.width, image.height)
        let block = (side - 1) / Self.most + 1
        width = (image.width - 1) / block + 1
        height = (image.height - 1) / block + 1
        let planes = image.planes == 3 ? 3 : 1
        var pixels = [UInt8](repeating: 0, count: width * height * planes)
        for plane in 0..<planes {
            let values = image.averages(block: block, plane: plane, columns: width, rows: height)
            let stretch = Stretch(of: values)
            for (index, value) in values.enumerated() { pixels[index * planes + plane] = stretch(value) }
        }
        self.pixels = pixels
    }
}
