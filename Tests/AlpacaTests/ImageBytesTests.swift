import Alpaca
import FoundationEssentials
import Testing

@Suite struct ImageBytesTests {
    // 3 columns, 2 rows: 1 2 3 above 4 5 6.
    private let samples: [AlpacaImage.Samples] = [
        .uint8([1, 2, 3, 4, 5, 255]), .int16([-1, 2, 3, 4, 5, -32768]), .uint16([1, 2, 3, 4, 5, 65535]),
        .int32([1, 2, 3, 4, 5, -70000]), .uint32([1, 2, 3, 4, 5, 4_294_967_295]), .float([1.5, 2, 3, 4, 5, -6]),
        .double([1e300, 2, 3, 4, 5, -6]),
    ]

    @Test func everyTypeComesBackAsItWent() throws {
        for samples in samples {
            let flat = try #require(AlpacaImage(width: 3, height: 2, samples: samples))
            #expect(try ImageBytes.decode(ImageBytes.encode(flat)) == flat)
            let colour = try #require(AlpacaImage(width: 1, height: 2, planes: 3, samples: samples))
            #expect(try ImageBytes.decode(ImageBytes.encode(colour)) == colour)
        }
    }

    @Test func theRowsRunFastestOnTheWire() throws {
        let image = try #require(AlpacaImage(width: 3, height: 2, samples: .uint8([1, 2, 3, 4, 5, 6])))
        let bytes = [UInt8](ImageBytes.encode(image, clientTransactionID: 7, serverTransactionID: 9))
        #expect(bytes[44...] == [1, 4, 2, 5, 3, 6])
        let fields = stride(from: 0, to: 44, by: 4).map { Int(bytes[$0]) + Int(bytes[$0 + 1]) << 8 }
        #expect(fields == [1, 0, 7, 9, 44, 2, 6, 2, 3, 2, 0])
    }

    @Test func thePlaneRunsFastestOfAll() throws {
        let image = try #require(AlpacaImage(width: 2, height: 1, planes: 3, samples: .uint8([1, 2, 3, 4, 5, 6])))
        #expect([UInt8](ImageBytes.encode(image))[44...] == [1, 3, 5, 2, 4, 6])
    }

    @Test func valuesTravelInTheSmallestTypeThatHoldsThem() throws {
        let cases: [(AlpacaImage.Samples, AlpacaImage.Samples)] = [
            (.int32([0, 255]), .uint8([0, 255])), (.int32([0, 256]), .uint16([0, 256])),
            (.int32([-1, 32767]), .int16([-1, 32767])), (.int32([-1, 32768]), .int32([-1, 32768])),
            (.uint16([0, 200]), .uint8([0, 200])), (.uint32([0, 65535]), .uint16([0, 65535])),
            (.uint32([0, 2_147_483_647]), .int32([0, 2_147_483_647])),
        ]
        for (given, sent) in cases {
            let image = try #require(AlpacaImage(width: 2, height: 1, samples: given))
            #expect(try ImageBytes.decode(ImageBytes.encode(image)).samples == sent)
        }
    }

    @Test func wholeNumbersOf64BitsAreReadWhenTheyFit() throws {
        func read(_ type: UInt8, _ values: [UInt64]) throws -> AlpacaImage.Samples {
            var bytes = header(type: type, width: UInt8(values.count))
            for value in values { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
            return try ImageBytes.decode(Data(bytes)).samples
        }
        #expect(try read(7, [1, UInt64(bitPattern: -2)]) == .int32([1, -2]))
        #expect(try read(5, [1, 4_294_967_295]) == .uint32([1, 4_294_967_295]))
        #expect(try read(5, [1, 1 << 40]) == .double([1, 1_099_511_627_776]))
    }

    @Test func anErrorGivesItsNumberAndItsMessage() {
        let bytes = ImageBytes.encode(.invalidOperation, "the picture is not ready – yet")
        #expect(throws: AlpacaResponseError.failure(.invalidOperation, "the picture is not ready – yet")) {
            try ImageBytes.decode(bytes)
        }
    }

    @Test func theValuesBeginWhereTheHeaderSays() throws {
        var bytes = header(type: 6, width: 2)
        bytes[16] = 48
        #expect(try ImageBytes.decode(Data(bytes + [9, 9, 9, 9, 1, 2])).samples == .uint8([1, 2]))
    }

    @Test func aSliceOfALargerBodyIsRead() throws {
        let body = Data([0, 0, 0] + header(type: 6, width: 2) + [1, 2])
        #expect(try ImageBytes.decode(body[3...]).samples == .uint8([1, 2]))
    }

    // Version, start, type, rank and sides that cannot be, and sides that the body does not hold.
    @Test(arguments: [(0, 2), (16, 43), (16, 47), (24, 0), (24, 10), (28, 1), (28, 4), (32, 0), (35, 0x80), (35, 0x7F)])
    func aHeaderThatCannotBeIsRefused(offset: Int, value: UInt8) {
        var bytes = header(type: 6, width: 2) + [1, 2]
        bytes[offset] = value
        #expect(throws: AlpacaResponseError.self) { try ImageBytes.decode(Data(bytes)) }
    }

    @Test(arguments: [0, 1, 43])
    func aBodyWithoutAWholeHeaderIsRefused(count: Int) {
        #expect(throws: AlpacaResponseError.notAnImage("there is no whole header")) {
            try ImageBytes.decode(Data(repeating: 1, count: count))
        }
    }

    @Test func sidesWhoseProductIsTooLargeAreRefused() {
        var bytes = header(type: 3, width: 0)
        bytes[28] = 3
        for offset in 32..<44 { bytes[offset] = offset % 4 == 3 ? 0x7F : 0xFF }
        #expect(throws: AlpacaResponseError.self) { try ImageBytes.decode(Data(bytes)) }
    }

    private func header(type: UInt8, width: UInt8) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 44)
        for (offset, value) in [(0, 1), (16, 44), (20, 2), (24, type), (28, 2), (32, width), (36, 1)] as [(Int, UInt8)]
        {
            bytes[offset] = value
        }
        return bytes
    }
}
