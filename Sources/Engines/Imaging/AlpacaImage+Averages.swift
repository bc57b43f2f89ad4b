import Alpaca

extension AlpacaImage {
    /// The means of square blocks of one plane; a block at the edge has fewer values, one without any finite value is NaN.
    ///
    /// - Parameters:
    ///   - block: The side of a block.
    ///   - plane: The plane.
    ///   - columns: How many blocks stand side by side.
    ///   - rows: How many rows of blocks there are.
    /// - Returns: The means, row by row.
    func averages(block: Int, plane: Int, columns: Int, rows: Int) -> [Float] {
        switch samples {
        case .uint8(let values): averages(of: values, block, plane, columns, rows) { Double($0) }
        case .int16(let values): averages(of: values, block, plane, columns, rows) { Double($0) }
        case .uint16(let values): averages(of: values, block, plane, columns, rows) { Double($0) }
        case .int32(let values): averages(of: values, block, plane, columns, rows) { Double($0) }
        case .uint32(let values): averages(of: values, block, plane, columns, rows) { Double($0) }
        case .float(let values): averages(of: values, block, plane, columns, rows) { Double($0) }
        case .double(let values): averages(of: values, block, plane, columns, rows) { $0 }
        }
    }

    // A row of sums and counts at a time: the picture is read once, in its own order.
    @inline(__always)
    private func averages<Sample>(
        of values: [Sample], _ block: Int, _ plane: Int, _ columns: Int, _ rows: Int, _ number: (Sample) -> Double
    ) -> [Float] {
        var means: [Float] = []
        means.reserveCapacity(columns * rows)
        values.withUnsafeBufferPointer { values in
            for row in 0..<rows {
                var sums = [Double](repeating: 0, count: columns)
                var counts = [Double](repeating: 0, count: columns)
                for line in row * block..<min((row + 1) * block, height) {
                    let start = (plane * height + line) * width
                    for column in 0..<columns {
                        for index in start + column * block..<start + min((column + 1) * block, width) {
                            let value = number(values[index])
                            guard value.isFinite else { continue }
                            sums[column] += value
                            counts[column] += 1
                        }
                    }
                }
                for column in 0..<columns { means.append(Float(sums[column] / counts[column])) }
            }
        }
        return means
    }
}
