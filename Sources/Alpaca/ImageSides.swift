/// The sides of a picture and how to turn it between the wire's order and ours.
///
/// The wire has x slowest and the plane fastest, a picture here has the plane slowest and x fastest.
struct ImageSides {
    let width: Int
    let height: Int
    let planes: Int
    /// All values.
    let count: Int

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
        let step = planes * size
        for plane in 0..<planes {
            let from = source + plane * width * height
            let into = target + plane * size
            forEachBlock(Target.self) { block, xs, ys, side in
                for y in ys {
                    let row = block + (y &- ys.lowerBound) &* side
                    let line = from + y &* width
                    for x in xs { row[x &- xs.lowerBound] = Target(truncatingIfNeeded: line[x]).littleEndian }
                }
                for x in xs {
                    let column = block + (x &- xs.lowerBound)
                    let line = into + x &* height &* step
                    for y in ys {
                        let value = column[(y &- ys.lowerBound) &* side]
                        line.storeBytes(of: value, toByteOffset: y &* step, as: Target.self)
                    }
                }
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
        let step = planes * size
        for plane in 0..<planes {
            let from = source + plane * size
            let into = target + plane * width * height
            forEachBlock(Target.self) { block, xs, ys, side in
                for x in xs {
                    let row = block + (x &- xs.lowerBound) &* side
                    let line = from + x &* height &* step
                    for y in ys {
                        let value = line.loadUnaligned(fromByteOffset: y &* step, as: Source.self)
                        row[y &- ys.lowerBound] = Target(truncatingIfNeeded: Source(littleEndian: value))
                    }
                }
                for y in ys {
                    let column = block + (y &- ys.lowerBound)
                    let line = into + y &* width
                    for x in xs { line[x] = column[(x &- xs.lowerBound) &* side] }
                }
            }
        }
    }

    /// Cuts the picture into blocks and lends each a place to turn it in.
    ///
    /// Every line of memory is then read once and written once as a whole: sides that are a power of two would else
    /// push each other's lines out of the cache. All positions are inside of the picture, whose `count` the callers
    /// have compared with both sides; nothing is checked again for each value.
    @inline(__always)
    private func forEachBlock<Value: FixedWidthInteger>(
        _: Value.Type,
        _ turn: (_ block: UnsafeMutablePointer<Value>, _ xs: Range<Int>, _ ys: Range<Int>, _ side: Int) -> Void
    ) {
        let side = MemoryLayout<Value>.size > 2 ? 32 : 64
        withUnsafeTemporaryAllocation(of: Value.self, capacity: side * side) { block in
            guard let block = block.baseAddress else { return }
            for y in stride(from: 0, to: height, by: side) {
                for x in stride(from: 0, to: width, by: side) {
                    turn(block, x..<Swift.min(x + side, width), y..<Swift.min(y + side, height), side)
                }
            }
        }
    }
}
