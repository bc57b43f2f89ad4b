import FoundationEssentials

/// Reads a picture out of JSON in one pass, without a tree: the text of a picture has a hundred megabytes.
struct ImageJSONReader {
    private var scanner: JSONScanner
    private var values = ImageJSONValues()
    private var type: Int64 = 0
    private var rank: Int64?
    private var errorNumber: Int64 = 0
    private var errorMessage = ""
    private var isAnswer = false

    init(_ bytes: UnsafeRawBufferPointer) {
        scanner = JSONScanner(bytes)
    }

    /// The picture.
    ///
    /// - Throws: What is wrong with it.
    mutating func image() throws(AlpacaResponseError) -> AlpacaImage {
        guard let first = scanner.peek() else { throw .empty }
        guard first != UInt8(ascii: "<") else { throw .notJSON(isHTML: true) }
        guard scanner.take(UInt8(ascii: "{")) else { throw .notAnAnswer }
        if !scanner.take(UInt8(ascii: "}")) {
            repeat { try member() } while scanner.take(UInt8(ascii: ","))
            try scanner.expect(UInt8(ascii: "}"))
        }
        guard isAnswer else { throw .notAnAnswer }
        guard errorNumber == 0 else { throw .failure(AlpacaErrorNumber(wire: errorNumber), errorMessage) }
        guard let sides = values.sides else { throw .notAnImage("there is no list of columns of one length") }
        guard rank == nil || rank == (sides.planes == 1 && !values.hasPlanes ? 2 : 3) else {
            throw .notAnImage("the list is of another rank than it says")
        }
        // Type 3 is Double; some servers write whole numbers with a fraction of 0.
        guard let image = values.image(sides, isDouble: type == 3) else { throw .notAnImage("the sides are none") }
        return image
    }

    private mutating func member() throws(AlpacaResponseError) {
        let name = try scanner.text()
        try scanner.expect(UInt8(ascii: ":"))
        switch name {
        case "Value" where scanner.peek() == UInt8(ascii: "["):
            isAnswer = true
            values = ImageJSONValues()
            try values.read(&scanner)
        case "Type": type = try whole(orNull: 0)
        case "Rank": rank = try whole(orNull: 0)
        case "ErrorNumber":
            isAnswer = true
            errorNumber = try whole(orNull: 0)
        case "ErrorMessage" where scanner.peek() == UInt8(ascii: "\""): errorMessage = try scanner.text()
        default:
            if name == "Value" { isAnswer = true }
            try scanner.skipValue()
        }
    }

    private mutating func whole(orNull absent: Int64) throws(AlpacaResponseError) -> Int64 {
        if scanner.peek() == UInt8(ascii: "n") {
            try scanner.skipValue()
            return absent
        }
        switch try scanner.number() {
        case .whole(let value): return value
        // A number that cannot be read must not pass for success.
        case .fraction: throw .notAnAnswer
        }
    }
}
