import Alpaca
import FoundationEssentials
import Support
import Testing

@Suite struct ImageBytesGeneratedTests {
    // Sides around those of the blocks in which a picture is turned.
    private static let sides = [1, 2, 3, 31, 32, 33, 63, 64, 65, 100]

    @Test func everyPictureComesBackAsItWent() throws {
        var generator = SeededGenerator(seed: 24)
        for round in 0..<max(GeneratedInputs.count / 50, 70) {
            let width = Self.sides.randomElement(using: &generator) ?? 1
            let height = Self.sides.randomElement(using: &generator) ?? 1
            let planes = Bool.random(using: &generator) ? 1 : 3
            let count = width * height * planes
            let image = try #require(
                AlpacaImage(
                    width: width, height: height, planes: planes, samples: samples(round % 7, count, &generator)))
            #expect(try ImageBytes.decode(ImageBytes.encode(image)) == image, "\(width) × \(height) × \(planes)")
        }
    }

    @Test func noBytesTrapAndNothingIsAllocatedThatIsNotThere() {
        var generator = SeededGenerator(seed: 44)
        let good = [UInt8](
            AlpacaImage(width: 3, height: 2, samples: .uint16([1, 2, 3, 4, 5, 600])).map { ImageBytes.encode($0) }
                ?? Data())
        var pictures = 0
        for _ in 0..<GeneratedInputs.count {
            let bytes = damaged(good, &generator)
            guard let image = try? ImageBytes.decode(Data(bytes)) else { continue }
            pictures += 1
            #expect(image.samples.count <= bytes.count)
        }
        #expect(pictures > GeneratedInputs.count / 100)
    }

    @Test func noJSONTrapsAndNoPictureHasMoreValuesThanText() {
        var generator = SeededGenerator(seed: 8)
        let good = Array(
            #"{"Type":2,"Rank":2,"Value":[[1,2],[3,-4],[5,60000]],"ErrorNumber":0,"ErrorMessage":""}"#.utf8)
        let colour = Array(#"{"Value":[[[1,2.5,3]],[[4,5,1e3]]],"Rank":3,"Type":3,"ErrorNumber":0}"#.utf8)
        var pictures = 0
        for round in 0..<GeneratedInputs.count {
            let bytes = damaged(round.isMultiple(of: 2) ? good : colour, &generator, spare: Array(#"[]{},"-9e\:"#.utf8))
            guard let image = try? AlpacaImage(json: Data(bytes)) else { continue }
            pictures += 1
            #expect(image.samples.count <= bytes.count)
        }
        #expect(pictures > GeneratedInputs.count / 100)
    }

    // Up to three bytes changed, removed or added; now and then a whole side of ones.
    private func damaged(
        _ good: [UInt8], _ generator: inout SeededGenerator, spare: [UInt8] = [0, 1, 3, 0x7F, 0x80, 0xFF]
    ) -> [UInt8] {
        var bytes = good
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            guard !bytes.isEmpty else { break }
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes[index] = spare.randomElement(using: &generator) ?? 0
            case 2: bytes.removeSubrange(index...min(index + 3, bytes.count - 1))
            case 3: bytes.insert(spare.randomElement(using: &generator) ?? 0, at: index)
            default: for place in index..<min(index + 4, bytes.count) { bytes[place] = 0xFF }
            }
        }
        return bytes
    }

    // The first and second value make the range need the whole type.
    private func samples(
        _ kind: Int, _ count: Int, _ generator: inout SeededGenerator
    ) -> AlpacaImage.Samples {
        func numbers<Value: FixedWidthInteger>(_ ends: [Value]) -> [Value] {
            (0..<count).map { $0 < ends.count ? ends[$0] : Value(truncatingIfNeeded: generator.next()) }
        }
        switch kind {
        case 0: return .uint8(numbers([]))
        case 1: return .int16(numbers([.min]))
        case 2: return .uint16(numbers([.max]))
        case 3: return .int32(numbers([.min]))
        case 4: return .uint32(numbers([.max]))
        case 5: return .float((0..<count).map { _ in Float.random(in: -1e30...1e30, using: &generator) })
        default: return .double((0..<count).map { _ in Double.random(in: -1e300...1e300, using: &generator) })
        }
    }
}
