/// A picture about to be written as ImageBytes: it knows its size before a byte is written.
public struct ImageBytesEncoder: Sendable {
    /// All bytes, the header included.
    public let byteCount: Int
    private let samples: AlpacaImage.Samples
    private let sides: ImageSides?
    private let element: ImageElementType
    private let transmitted: ImageElementType

    /// Looks at a picture's values once and picks the smallest type that holds them.
    public init(_ image: AlpacaImage) {
        samples = image.samples
        sides = ImageSides(width: image.width, height: image.height, planes: image.planes)
        switch image.samples {
        case .uint8: transmitted = .byte
        case .int16(let values): transmitted = .smallest(for: values.range)
        case .uint16(let values): transmitted = .smallest(for: values.range)
        case .int32(let values): transmitted = .smallest(for: values.range)
        case .uint32(let values): transmitted = .smallest(for: values.range)
        case .float: transmitted = .single
        case .double: transmitted = .double
        }
        switch transmitted {
        // What an Int32 holds is an Int32 to the client (ICameraV4.ImageArray); other types stand for themselves.
        case .byte, .int16, .uint16, .int32: element = .int32
        default: element = transmitted
        }
        byteCount = ImageBytes.headerSize + image.samples.count * transmitted.size
    }

    /// Writes the header and the values.
    ///
    /// - Parameters:
    ///   - bytes: Where to; `byteCount` bytes, fewer are left as they are.
    ///   - clientTransactionID: The client's transaction, given back.
    ///   - serverTransactionID: The server's own.
    public func write(
        into bytes: UnsafeMutableRawBufferPointer, clientTransactionID: UInt32, serverTransactionID: UInt32
    ) {
        guard let sides, bytes.count == byteCount else { return }
        var header = ImageBytesHeader(sides, element, transmitted)
        header.clientTransactionID = clientTransactionID
        header.serverTransactionID = serverTransactionID
        header.write(into: bytes)
        let wire = UnsafeMutableRawBufferPointer(rebasing: bytes[ImageBytes.headerSize...])
        switch samples {
        case .uint8(let values): values.withUnsafeBufferPointer { sides.turn($0, toWire: wire, as: UInt8.self) }
        case .int16(let values): write(values, sides, wire)
        case .uint16(let values): write(values, sides, wire)
        case .int32(let values): write(values, sides, wire)
        case .uint32(let values): write(values, sides, wire)
        case .float(let values):
            values.withUnsafeBufferPointer {
                $0.withMemoryRebound(to: UInt32.self) { sides.turn($0, toWire: wire, as: UInt32.self) }
            }
        case .double(let values):
            values.withUnsafeBufferPointer {
                $0.withMemoryRebound(to: UInt64.self) { sides.turn($0, toWire: wire, as: UInt64.self) }
            }
        }
    }

    private func write(
        _ values: [some FixedWidthInteger], _ sides: ImageSides, _ wire: UnsafeMutableRawBufferPointer
    ) {
        values.withUnsafeBufferPointer { values in
            switch transmitted {
            case .byte: sides.turn(values, toWire: wire, as: UInt8.self)
            case .int16: sides.turn(values, toWire: wire, as: Int16.self)
            case .uint16: sides.turn(values, toWire: wire, as: UInt16.self)
            case .int32: sides.turn(values, toWire: wire, as: Int32.self)
            case .uint32: sides.turn(values, toWire: wire, as: UInt32.self)
            // No array that comes here needs more than 32 bits.
            case .int64, .uint64, .single, .double: break
            }
        }
    }
}

extension Array where Element: FixedWidthInteger {
    /// The smallest and the largest value; 0 for no values.
    var range: ClosedRange<Int64> {
        withUnsafeBufferPointer { values in
            guard var least = values.first else { return 0...0 }
            var most = least
            for value in values {
                least = Swift.min(least, value)
                most = Swift.max(most, value)
            }
            return Int64(truncatingIfNeeded: least)...Int64(truncatingIfNeeded: most)
        }
    }
}
