import Contracts
import FoundationEssentials
import Kernel
import Testing

@Suite struct BoundedTests {
    private struct Request: Codable {
        var ra: RightAscension?
        var dec: Declination?
        var az: Azimuth?
    }

    private func decode(_ text: String) throws -> Request {
        try WireJSON.decode(Request.self, from: Data(text.utf8))
    }

    private func complaint(_ text: String) -> String? {
        do {
            _ = try decode(text)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return (context.codingPath.map(\.stringValue) + [context.debugDescription]).joined(separator: " ")
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [0, 12.5, 23.999999])
    func aRightAscensionInsideItsRangeIsTaken(value: Double) throws {
        #expect(try decode("{\"ra\":\(value)}").ra?.value == value)
    }

    @Test(arguments: ["24", "-0.0001", "360"])
    func aRightAscensionOutsideItsRangeNamesFieldAndRange(value: String) {
        #expect(complaint("{\"ra\":\(value)}") == "ra must be hours, 0 ≤ value < 24")
    }

    @Test func aDeclinationMayBeAtAPoleAndNotBeyond() throws {
        #expect(try decode("{\"dec\":90}").dec?.value == 90)
        #expect(try decode("{\"dec\":-90}").dec?.value == -90)
        #expect(complaint("{\"dec\":90.001}") == "dec must be degrees, -90 ≤ value ≤ 90")
    }

    @Test func anAzimuthOfAFullCircleIsRefused() {
        #expect(complaint("{\"az\":360}") == "az must be degrees, 0 ≤ value < 360")
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func aNumberThatIsNotFiniteIsRefused(value: Double) throws {
        let error = #expect(throws: ServiceError.self) { try Declination(value, field: "declination") }
        #expect(error?.code == .invalidRequest)
        #expect(error?.message == "field declination must be degrees, -90 ≤ value ≤ 90")
    }

    @Test func aNumberTooLargeForADoubleIsRefused() {
        #expect(throws: (any Error).self) { try decode("{\"ra\":1e999}") }
    }

    @Test func textInPlaceOfANumberIsRefused() {
        #expect(throws: DecodingError.self) { try decode("{\"ra\":\"12\"}") }
    }

    @Test func aBoundedNumberIsWrittenAsTheNumber() throws {
        #expect(try WireJSON.text(RightAscension(5.5, field: "ra")) == "5.5")
    }
}
