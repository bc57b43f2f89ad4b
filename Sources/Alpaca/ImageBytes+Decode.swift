public import FoundationEssentials

extension ImageBytes {
    /// Reads a picture.
    ///
    /// Its values have the type in which they were transmitted, which servers choose by the values: a dark frame may
    /// come in bytes. Whole numbers of 64 bits come in 32 bits when they fit, else as `Double`.
    /// - Parameter bytes: The body of an answer.
    /// - Returns: The picture.
    /// - Throws: `failure` with the device's number and message, `notAnImage` for everything that is no picture. What
    ///   the header announces is compared with what is there before anything is allocated.
    public static func decode(_ bytes: Data) throws(AlpacaResponseError) -> AlpacaImage {
        let result: Result<AlpacaImage, AlpacaResponseError> = bytes.withUnsafeBytes { bytes in
            do throws(AlpacaResponseError) {
                return .success(try image(in: bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func image(in bytes: UnsafeRawBufferPointer) throws(AlpacaResponseError) -> AlpacaImage {
        guard let header = ImageBytesHeader(bytes) else { throw .notAnImage("there is no whole header") }
        guard header.version == 1 else { throw .notAnImage("the header has an unknown version") }
        guard header.dataStart >= headerSize, Int(header.dataStart) <= bytes.count else {
            throw .notAnImage("the header names a start outside of the answer")
        }
        let wire = UnsafeRawBufferPointer(rebasing: bytes[Int(header.dataStart)...])
        guard header.errorNumber == 0 else {
            let message = String(decoding: wire, as: UTF8.self)
            throw .failure(AlpacaErrorNumber(wire: Int64(header.errorNumber)), message)
        }
        guard let type = ImageElementType(rawValue: header.transmissionElement) else {
            throw .notAnImage("the values are of an unknown type")
        }
        guard header.rank == 2 || header.rank == 3,
            let sides = ImageSides(
                width: Int(header.width), height: Int(header.height),
                planes: header.rank == 2 ? 1 : Int(header.planes))
        else { throw .notAnImage("the sides are none") }
        guard sides.count * type.size == wire.count else {
            throw .notAnImage("the header announces \(sides.count * type.size) bytes, there are \(wire.count)")
        }
        guard
            let image = AlpacaImage(
                width: sides.width, height: sides.height, planes: sides.planes, samples: samples(type, sides, wire))
        else { throw .notAnImage("the sides are none") }
        return image
    }

    /// The values of a wire of a type, in a picture's order.
    static func samples(
        _ type: ImageElementType, _ sides: ImageSides, _ wire: UnsafeRawBufferPointer
    ) -> AlpacaImage.Samples {
        switch type {
        case .byte: .uint8(sides.picture(wire, as: UInt8.self))
        case .int16: .int16(sides.picture(wire, as: Int16.self))
        case .uint16: .uint16(sides.picture(wire, as: UInt16.self))
        case .int32: .int32(sides.picture(wire, as: Int32.self))
        case .uint32: .uint32(sides.picture(wire, as: UInt32.self))
        case .int64: narrowed(sides.picture(wire, as: Int64.self))
        case .uint64: narrowed(sides.picture(wire, as: UInt64.self))
        case .single:
            .float(
                Array(unsafeUninitializedCapacity: sides.count) { picture, count in
                    picture.withMemoryRebound(to: UInt32.self) { sides.turn(wire: wire, as: UInt32.self, into: $0) }
                    count = sides.count
                })
        case .double:
            .double(
                Array(unsafeUninitializedCapacity: sides.count) { picture, count in
                    picture.withMemoryRebound(to: UInt64.self) { sides.turn(wire: wire, as: UInt64.self, into: $0) }
                    count = sides.count
                })
        }
    }

    private static func narrowed(_ values: [some FixedWidthInteger & Sendable]) -> AlpacaImage.Samples {
        if values.allSatisfy({ Int32(exactly: $0) != nil }) {
            return .int32(values.map { Int32(truncatingIfNeeded: $0) })
        }
        if values.allSatisfy({ UInt32(exactly: $0) != nil }) {
            return .uint32(values.map { UInt32(truncatingIfNeeded: $0) })
        }
        return .double(values.map { Double($0) })
    }
}

extension ImageSides {
    /// The values of a wire that holds `count` of them, in a picture's order.
    func picture<Source: FixedWidthInteger>(_ wire: UnsafeRawBufferPointer, as: Source.Type) -> [Source] {
        picture(wire, as: Source.self, into: Source.self)
    }

    /// The values of a wire that holds `count` of them, in a picture's order and in a type that holds them all.
    func picture<Source: FixedWidthInteger, Target: FixedWidthInteger>(
        _ wire: UnsafeRawBufferPointer, as: Source.Type, into: Target.Type
    ) -> [Target] {
        // Values that nothing is written to would be whatever was there before.
        guard wire.count == count * MemoryLayout<Source>.size else { return [] }
        return Array(unsafeUninitializedCapacity: count) { picture, initialized in
            turn(wire: wire, as: Source.self, into: UnsafeMutableBufferPointer(rebasing: picture[..<count]))
            initialized = count
        }
    }
}
