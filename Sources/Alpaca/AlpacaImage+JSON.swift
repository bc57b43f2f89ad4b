public import FoundationEssentials

extension AlpacaImage {
    /// Reads the JSON form of a picture: `Value` with a list of columns, and `Type` and `Rank` beside it.
    ///
    /// Whole numbers come in the smallest type that holds them, as they do from ImageBytes.
    /// - Parameter json: The body of an answer.
    /// - Throws: `failure` with the device's number and message, else what is wrong with the answer.
    public init(json: Data) throws(AlpacaResponseError) {
        let result: Result<AlpacaImage, AlpacaResponseError> = json.withUnsafeBytes { bytes in
            do throws(AlpacaResponseError) {
                var reader = ImageJSONReader(bytes)
                return .success(try reader.image())
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Turns whole numbers in the wire's order into a picture of the smallest type that holds them.
    init?(wire values: [Int32], _ sides: ImageSides) {
        let samples: Samples = values.withUnsafeBytes { wire in
            switch ImageElementType.smallest(for: values.range) {
            case .byte: .uint8(sides.picture(wire, as: Int32.self, into: UInt8.self))
            case .uint16: .uint16(sides.picture(wire, as: Int32.self, into: UInt16.self))
            case .int16: .int16(sides.picture(wire, as: Int32.self, into: Int16.self))
            default: .int32(sides.picture(wire, as: Int32.self))
            }
        }
        self.init(width: sides.width, height: sides.height, planes: sides.planes, samples: samples)
    }

    /// Turns numbers in the wire's order into a picture.
    init?(wire values: [Double], _ sides: ImageSides) {
        let bits: [UInt64] = values.withUnsafeBytes { sides.picture($0, as: UInt64.self) }
        self.init(
            width: sides.width, height: sides.height, planes: sides.planes,
            samples: .double(bits.map(Double.init(bitPattern:))))
    }
}
