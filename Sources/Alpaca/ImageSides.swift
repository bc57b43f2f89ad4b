/// The sides of a picture and how to turn it between the wire's order and ours.
///
/// The wire has x slowest and the plane fastest, a picture here has the plane slowest and x fastest.
struct ImageSides {
    let width: Int
    let height: Int
    let planes: Int
    /// All values.
    let count: Int

    // Rows and columns of one block: what is read and what is written stays in the first cache.
    private static let block = 32

    /// Checks sides; nil when they are not positive or more than an address can count.
    init?(width: Int, height: Int, planes: Int) {
        guard width > 0, height > 0, planes > 0 else { return nil }
        let (area, isTooLarge) = width.multipliedReportingOverflow(by: height)
        let (count, isTooDeep) = area.multipliedReportingOverflow(by: planes)
        // Eight bytes for every value must be countable too.
        guard !isTooLarge, !isTooDeep, count <= Int.max / 8 else { return nil }
        self.width = width
        self.height = height
        self.planes = planes
        self.count = count
    }

    /// Turns a picture into the wire's order; both sides hold `count` values, the wire little-endian and unaligned.
    func turn<Source: FixedWidthInteger, Target: FixedWidthInteger>(
        _ picture: UnsafeBufferPointer<Source>, toWire wire: UnsafeMutableRawBufferPointer, as: Target.Type
    ) {
        let size = MemoryLayout<Target>.size
        guard let source = picture.baseAddress, let target = wire.baseAddress, picture.count == count,
            wire.count == count * size
        else { return }
        for plane in 0..<planes {
            let from = source + plane * width * height
            let into = target + plane * size
            inBlocks { x, y in
                let value = Target(truncatingIfNeeded: from[y * width + x]).littleEndian
                into.storeBytes(of: value, toByteOffset: (x * height + y) * planes * size, as: Target.self)
            }
        }
    }

    /// Turns the wire's order into a picture; both sides hold `count` values, the wire little-endian and unaligned.
    func turn<Source: FixedWidthInteger, Target: FixedWidthInteger>(
        wire: UnsafeRawBufferPointer, as: Source.Type, into picture: UnsafeMutableBufferPointer<Target>
    ) {
        let size = MemoryLayout<Source>.size
        guard let source = wire.baseAddress, let target = picture.baseAddress, picture.count == count,
            wire.count == count * size
        else { return }
        for plane in 0..<planes {
            let from = source + plane * size
            let into = target + plane * width * height
            inBlocks { x, y in
                let value = from.loadUnaligned(fromByteOffset: (x * height + y) * planes * size, as: Source.self)
                into[y * width + x] = Target(truncatingIfNeeded: Source(littleEndian: value))
            }
        }
    }

    @inline(__always)
    private func inBlocks(_ move: (_ x: Int, _ y: Int) -> Void) {
        for firstY in stride(from: 0, to: height, by: Self.block) {
            let endY = Swift.min(firstY + Self.block, height)
            for firstX in stride(from: 0, to: width, by: Self.block) {
                let endX = Swift.min(firstX + Self.block, width)
                for x in firstX..<endX {
                    for y in firstY..<endY { move(x, y) }
                }
            }
        }
    }
}
