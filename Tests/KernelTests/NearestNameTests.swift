import Kernel
import Testing

@Suite struct NearestNameTests {
    private let nearest = NearestName(among: ["message/health/get", "telescope/control/slew", "telescope/control/park"])

    @Test(
        arguments: [
            ("message/helth/get", "message/health/get"), ("telescope/control/slwe", "telescope/control/slew"),
            ("telescope/control/parc", "telescope/control/park"), ("nothing/of/the/kind/anywhere", nil), ("", nil),
        ] as [(String, String?)])
    func aSlipOfTheHandIsRecognised(name: String, meant: String?) {
        #expect(nearest.of(name) == meant)
    }

    @Test func aVeryLongNameIsCutOff() {
        #expect(nearest.of(String(repeating: "x", count: 100_000)) == nil)
    }
}
