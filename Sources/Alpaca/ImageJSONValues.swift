/// The values of a picture as they come: columns of values, or columns of lists with a value for each plane.
struct ImageJSONValues {
    private var whole: [Int32] = []
    private var fractions: [Double] = []
    private var isWhole = true
    private var width = 0
    private var height = 0
    private var planes = 1
    /// Whether the innermost values stood in lists.
    private(set) var hasPlanes = false

    /// The sides, or nil when there are none.
    var sides: ImageSides? { ImageSides(width: width, height: height, planes: planes) }

    /// Reads a list of columns.
    ///
    /// - Throws: When it is none, or the columns are not of one length.
    mutating func read(_ scanner: inout JSONScanner) throws(AlpacaResponseError) {
        whole.reserveCapacity(scanner.mostNumbers)
        try scanner.expect(UInt8(ascii: "["))
        guard !scanner.take(UInt8(ascii: "]")) else { return }
        repeat {
            let count = try column(&scanner)
            guard width == 0 || count == height else { throw .notAnImage("the columns are not of one length") }
            height = count
            width += 1
        } while scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
    }

    /// The picture, or nil when the number of values is not that of its sides.
    func image(_ sides: ImageSides, isDouble: Bool) -> AlpacaImage? {
        if isWhole { return AlpacaImage(wire: whole, sides) }
        if !isDouble {
            let numbers = fractions.compactMap { Int32(exactly: $0) }
            if numbers.count == fractions.count { return AlpacaImage(wire: numbers, sides) }
        }
        return AlpacaImage(wire: fractions, sides)
    }

    private mutating func column(_ scanner: inout JSONScanner) throws(AlpacaResponseError) -> Int {
        try scanner.expect(UInt8(ascii: "["))
        guard !scanner.take(UInt8(ascii: "]")) else { return 0 }
        var count = 0
        let isFirst = width == 0
        repeat {
            if scanner.take(UInt8(ascii: "[")) {
                if isFirst, count == 0 { hasPlanes = true }
                guard hasPlanes else { throw .notAnImage("some values have planes and some have none") }
                let found = try pixel(&scanner)
                if isFirst, count == 0 { planes = found }
                guard found == planes else { throw .notAnImage("the values have not the same number of planes") }
            } else {
                guard !hasPlanes else { throw .notAnImage("some values have planes and some have none") }
                append(try scanner.number())
            }
            count += 1
        } while scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
        return count
    }

    private mutating func pixel(_ scanner: inout JSONScanner) throws(AlpacaResponseError) -> Int {
        var count = 0
        repeat {
            append(try scanner.number())
            count += 1
        } while scanner.take(UInt8(ascii: ","))
        try scanner.expect(UInt8(ascii: "]"))
        return count
    }

    private mutating func append(_ number: JSONScanner.Number) {
        switch number {
        case .whole(let value):
            guard isWhole else { return fractions.append(Double(value)) }
            if let small = Int32(exactly: value) { return whole.append(small) }
            becomeFractions()
            fractions.append(Double(value))
        case .fraction(let value):
            becomeFractions()
            fractions.append(value)
        }
    }

    private mutating func becomeFractions() {
        guard isWhole else { return }
        fractions = whole.map(Double.init)
        whole = []
        isWhole = false
    }
}
