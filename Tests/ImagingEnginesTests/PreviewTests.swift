import Alpaca
import FoundationEssentials
import Kernel
import Support
import Testing

@testable import ImagingEngines

struct PreviewTests {
    @Test(arguments: [
        (1600, 2, 1600, 2), (1601, 4, 801, 2), (3300, 100, 1100, 34), (2, 4800, 1, 1600), (1, 1, 1, 1),
    ])
    func aPreviewIsAWholePartOfThePicture(width: Int, height: Int, shown: Int, rows: Int) throws {
        let image = try #require(
            AlpacaImage(width: width, height: height, samples: .uint8(.init(repeating: 1, count: width * height))))
        let preview = Preview(of: image)
        #expect(preview.width == shown)
        #expect(preview.height == rows)
        #expect(preview.pixels.count == shown * rows)
        #expect(!preview.isColour)
    }

    @Test func blocksAreAveragedAlsoAtTheEdge() throws {
        let image = try #require(
            AlpacaImage(width: 3, height: 3, samples: .int16([1, 2, 10, 3, 6, 20, -5, -7, 100])))
        #expect(image.averages(block: 2, plane: 0, columns: 2, rows: 2) == [3, 15, -6, 100])
    }

    @Test func planesAreApartAndWhatIsNotFiniteDoesNotCount() throws {
        let image = try #require(
            AlpacaImage(width: 2, height: 1, planes: 2, samples: .float([1, 3, .nan, 8])))
        #expect(image.averages(block: 2, plane: 0, columns: 1, rows: 1) == [2])
        #expect(image.averages(block: 2, plane: 1, columns: 1, rows: 1) == [8])
    }

    @Test func theSkyBecomesAQuarterOfWhiteAndTheBrightestStarWhite() {
        var generator = SeededGenerator(seed: 1)
        var values = (0..<10001).map { _ in 1000 + Float.random(in: -20...20, using: &generator) }
        values[17] = 65535
        let stretch = Stretch(of: values)
        #expect((60...68).contains(stretch(1000)))
        #expect(stretch(65535) == 255)
        #expect(stretch(0) == 0)
        #expect(stretch(1020) > stretch(1000))
    }

    @Test func aPictureOfOneValueIsGrey() {
        #expect(Stretch(of: [7, 7, 7])(7) == 63)
        #expect(Stretch(of: [])(7) == 63)
    }

    @Test func aSkyWithoutNoiseStaysBelowItsStars() {
        let stretch = Stretch(of: [10, 10, 10, 10, 10, 200])
        #expect(stretch(10) == 0)
        #expect(stretch(200) == 255)
    }

    @Test(arguments: [
        [-Float.greatestFiniteMagnitude, .greatestFiniteMagnitude, 0],
        [Float.nan, Float.infinity, -Float.infinity], [.leastNonzeroMagnitude, 0, 0], [1, 2], [0, 0, 0, 1, 1],
    ])
    func noValuesTrap(_ values: [Float]) {
        let stretch = Stretch(of: values)
        for value in values + [.nan, .infinity] { _ = stretch(value) }
        #expect(stretch(.nan) == 0)
    }

    @Test func thePNGHasThePointsOfThePreviewInColours() async throws {
        let folder = try Folder()
        let image = try #require(
            AlpacaImage(
                width: 2, height: 2, planes: 3, samples: .uint8([0, 10, 20, 200, 5, 5, 5, 90, 0, 100, 130, 255])))
        let preview = Preview(of: image)
        #expect(preview.isColour)
        let path = folder.path + "/picture.png"
        try preview.write(to: path)
        let decoded = try await Self.decode(path)
        #expect(decoded["size"] == [2, 2])
        #expect(decoded["colour"] == 2)
        #expect(decoded["pixels"] == .array(preview.pixels.map { .integer(Int64($0)) }))
    }

    @Test func thePNGOfOnePlaneIsGrey() async throws {
        let folder = try Folder()
        let image = try #require(AlpacaImage(width: 3, height: 1, samples: .uint16([0, 500, 65535])))
        let preview = Preview(of: image)
        let path = folder.path + "/picture.png"
        try preview.write(to: path)
        let decoded = try await Self.decode(path)
        #expect(decoded["size"] == [3, 1])
        #expect(decoded["colour"] == 0)
        #expect(decoded["pixels"] == .array(preview.pixels.map { .integer(Int64($0)) }))
    }

    @Test func aPreviewThatCannotBeWrittenIsSaid() throws {
        let image = try #require(AlpacaImage(width: 1, height: 1, samples: .uint8([1])))
        let error = #expect(throws: ServiceError.self) { try Preview(of: image).write(to: "/no/such/folder/x.png") }
        #expect(error?.code == .unavailable)
    }

    /// Reads a PNG of 8 bits without the help of libpng, its check sums included.
    private static func decode(_ path: String) async throws -> JSONValue {
        let script = """
            import json, struct, sys, zlib
            data = open(sys.argv[1], "rb").read()
            assert data[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
            at, packed = 8, b""
            while at < len(data):
                size, kind = struct.unpack(">I4s", data[at:at + 8])
                body = data[at + 8:at + 8 + size]
                assert zlib.crc32(kind + body) == struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0]
                if kind == b"IHDR":
                    width, height, depth, colour = struct.unpack(">IIBB", body[:10])
                if kind == b"IDAT":
                    packed += body
                at += 12 + size
            assert depth == 8 and kind == b"IEND"
            rows, step = zlib.decompress(packed), width * (3 if colour == 2 else 1)
            pixels = []
            for row in range(height):
                line = rows[row * (step + 1):(row + 1) * (step + 1)]
                assert line[0] == 0
                pixels += line[1:]
            print(json.dumps({"size": [width, height], "colour": colour, "pixels": pixels}))
            """
        let result = try await Program.run("python3", ["-c", script, path])
        guard result.status == 0 else { throw ServiceError(.internal, "the PNG is none: \(result.error)") }
        return try WireJSON.decode(JSONValue.self, from: Data(result.output.utf8))
    }
}
