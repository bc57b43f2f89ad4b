import Alpaca
import Testing

struct AlpacaImageTests {
    @Test(arguments: [(2, 3, 1), (2, 1, 3)])
    func aPictureHasAsManyValuesAsItsSidesSay(width: Int, height: Int, planes: Int) {
        let samples = AlpacaImage.Samples.uint16([1, 2, 3, 4, 5, 6])
        #expect(AlpacaImage(width: width, height: height, planes: planes, samples: samples) != nil)
        #expect(AlpacaImage(width: width + 1, height: height, planes: planes, samples: samples) == nil)
    }

    @Test(arguments: [(0, 0, 1), (-1, -1, 1), (.max, .max, .max)])
    func impossibleSidesMakeNoPicture(width: Int, height: Int, planes: Int) {
        #expect(AlpacaImage(width: width, height: height, planes: planes, samples: .uint8([])) == nil)
    }
}
